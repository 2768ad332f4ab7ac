package io.weir.outbox;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Remembers commands, so that each runs once and its answer is never lost. Same database and writer
 * as the {@link Outbox}; any thread; durable when a method returns.
 */
@ProviderType
public interface CommandJournal {

  /**
   * Takes a command unless its id was seen before, and appends the entry that says so to the queue,
   * in one transaction.
   *
   * @param id the cloud's id of it, 1 to 128 characters
   * @param request the bytes needed to run it, at most 256 KiB
   * @param receipt the entry that tells the cloud, or null
   * @return empty if it is new and was taken; else what is known of it
   */
  Optional<Known> admit(String id, byte[] request, Draft receipt);

  /**
   * Notes the answer and appends it to the queue, in one transaction. A second answer to the same
   * id is ignored.
   */
  void answer(String id, byte[] response, Draft reply);

  /** Commands that were taken and never answered: the agent went down in between. */
  List<Known> unanswered();

  /** Forgets what was answered longer ago than this. */
  void forget(Duration olderThan);

  /**
   * @param id its id
   * @param request what was taken
   * @param response its answer, or null while there is none
   */
  record Known(String id, byte[] request, byte[] response) {}
}
