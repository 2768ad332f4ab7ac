package io.weir.host;

import io.weir.plugin.Command;
import io.weir.plugin.LongHandler;
import io.weir.plugin.Progress;
import io.weir.plugin.binding.ArgumentSchema;
import io.weir.plugin.binding.Arguments;
import java.util.LinkedHashMap;
import java.util.Map;

/** A command that a plugin has declared: from JSON members to JSON members. */
final class DeclaredCommand<Q extends Record, A extends Record> {
  private final Command<Q, A> command;
  private final LongHandler<Q, A> handler;
  private final boolean takesLong;
  private final Map<String, Object> schema;

  DeclaredCommand(Command<Q, A> command, LongHandler<Q, A> handler, boolean takesLong) {
    this.command = command;
    this.handler = handler;
    this.takesLong = takesLong;
    // tries the record's constructor, so on the lane, once
    schema = ArgumentSchema.of(command.request());
  }

  String name() {
    return command.name();
  }

  boolean takesLong() {
    return takesLong;
  }

  /** Its part of the description. */
  Map<String, Object> described() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("name", command.name());
    members.put("description", command.description());
    members.put("schema", schema);
    return members;
  }

  /**
   * Builds the request's record.
   *
   * @throws io.weir.plugin.InvalidArgument naming the field
   */
  Q bind(Map<String, Object> arguments) {
    return Arguments.bind(command.request(), arguments);
  }

  /** Runs the handler, on the lane. */
  Map<String, Object> handle(Q request, Progress progress) throws Exception {
    A answer = handler.handle(request, progress);
    if (answer == null) {
      throw new IllegalStateException("the handler of " + name() + " returned null");
    }
    return Arguments.unbind(answer);
  }
}
