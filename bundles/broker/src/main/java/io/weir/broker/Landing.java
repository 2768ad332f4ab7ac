package io.weir.broker;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A durable reader's view of the stream {@code EVENTS}: fetch, make safe, acknowledge. One thread
 * at a time. Reading goes on by itself after a reconnection, a restart of the broker, or when the
 * stream was made anew.
 */
@ProviderType
public interface Landing extends AutoCloseable {

  /**
   * Waits up to {@code wait} for messages, oldest first. Empty at the end of the wait and while
   * there is no connection (it still waits, so a loop around it does not spin).
   *
   * @throws InterruptedException if the thread was interrupted
   */
  List<Landed> fetch(int max, Duration wait) throws InterruptedException;

  /**
   * Looks one message up by its place, whether it was handed out or not. It counts as neither
   * fetched nor handed out.
   *
   * @return empty if the broker does not have it: it was acknowledged, or is lost
   * @throws BusException if the broker cannot be asked now
   */
  Optional<Landed> look(long sequence);

  /**
   * Tells the broker that all messages fetched so far up to this one are safe, and it forgets them.
   * Best effort: an acknowledgement that is lost leads to a second delivery, which the reader must
   * recognise.
   */
  void acknowledge(Landed last);

  @Override
  void close();
}
