package io.weir.plugin;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Answers one command that takes long.
 *
 * @param <Q> the request, whose constructor has refused bad values already
 * @param <A> the answer
 */
@FunctionalInterface
@ConsumerType
public interface LongHandler<Q extends Record, A extends Record> {

  /**
   * As {@link Handler#handle}, and tells how far it is.
   *
   * @param progress valid during this call
   * @throws CommandCancelled from {@link Progress#check()}, passed on: status {@code refused}
   */
  A handle(Q request, Progress progress) throws Exception;
}
