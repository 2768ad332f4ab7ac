package io.weir.plugin.testkit;

import io.weir.plugin.Command;
import io.weir.plugin.CommandCancelled;
import io.weir.plugin.CommandRefused;
import io.weir.plugin.InvalidArgument;
import io.weir.plugin.LongHandler;
import io.weir.plugin.binding.Arguments;
import java.util.Map;
import java.util.Objects;

/** A command with its handler. */
final class BoundCommand<Q extends Record, A extends Record> {

  private final Command<Q, A> command;
  private final LongHandler<Q, A> handler;

  BoundCommand(Command<Q, A> command, LongHandler<Q, A> handler) {
    this.command = command;
    this.handler = Objects.requireNonNull(handler, "handler");
  }

  Command<Q, A> command() {
    return command;
  }

  /** The handler under the types of the command that the test has in hand. */
  @SuppressWarnings("unchecked") // checked by comparing the classes
  <R extends Record, B extends Record> LongHandler<R, B> handler(Command<R, B> wanted) {
    if (wanted.request() != command.request() || wanted.answer() != command.answer()) {
      throw new IllegalArgumentException("declared is " + command + ", called was " + wanted);
    }
    return (LongHandler<R, B>) handler;
  }

  Reply send(Map<String, ?> arguments, CapturedProgress progress, Lane lane) {
    try {
      Q request = Arguments.bind(command.request(), arguments);
      A answer = lane.call(command.name(), () -> handler.handle(request, progress));
      return Reply.ok(Objects.requireNonNull(answer, () -> command + " answered null"));
    } catch (CommandRefused | CommandCancelled e) {
      return Reply.of("refused", e.getMessage());
    } catch (InvalidArgument e) {
      return Reply.of("invalid", e.getMessage());
    } catch (PluginStuck e) {
      return Reply.of("timeout", e.getMessage());
    } catch (PluginFailed e) {
      return Reply.of("failed", String.valueOf(e.getCause().getMessage()));
    } catch (RuntimeException e) {
      return Reply.of("failed", String.valueOf(e.getMessage()));
    } finally {
      progress.done();
    }
  }
}
