package io.weir.outbox;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Makes a short summary of old readings, so that an outbox with the policy {@code thin} keeps
 * something of them when space is short. A service that the outbox looks for; without one it drops
 * the oldest.
 *
 * <p>Called by the outbox's writer thread while others wait for it: be done within 100 ms, and do
 * not call the outbox. An exception is logged, and the entries are dropped instead.
 */
@ConsumerType
public interface Thinner {

  /**
   * @param oldest entries of {@link Lane#DATA} that follow each other without a hole, the oldest
   *     first, none of them a gap; together at most 1 MiB
   * @return what stands for all of them from now on, in the same lane and with fewer bytes; empty
   *     when they cannot be made shorter, for instance because they are summaries already
   */
  Optional<Draft> thin(List<Entry> oldest);
}
