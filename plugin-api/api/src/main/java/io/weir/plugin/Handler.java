package io.weir.plugin;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Answers one command.
 *
 * @param <Q> the request, whose constructor has refused bad values already
 * @param <A> the answer
 */
@FunctionalInterface
@ConsumerType
public interface Handler<Q extends Record, A extends Record> {

  /**
   * Does it and says what was done. Called on the plugin's lane.
   *
   * @return the answer, never null ({@link Nothing} where there is nothing to say)
   * @throws CommandRefused to say no (status {@code refused}, with the message)
   * @throws InvalidArgument if an argument does not fit after all (status {@code invalid})
   * @throws Exception if it failed (status {@code failed}, with the message)
   */
  A handle(Q request) throws Exception;
}
