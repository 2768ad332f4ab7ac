package io.weir.plugin;

import java.time.Duration;
import org.osgi.annotation.versioning.ProviderType;

/** How far a long command is, and whether anybody still wants it. Used on the plugin's lane. */
@ProviderType
public interface Progress {

  /**
   * Tells the caller how far the command is. Cheap: the host sends a few a second at most.
   *
   * @param percent 0 to 100
   * @param message one line for people, may be ""
   */
  void report(int percent, String message);

  /** True once the caller has cancelled or the deadline has passed. */
  boolean cancelled();

  /**
   * Leaves a command that nobody wants any more; call it where stopping does no harm.
   *
   * @throws CommandCancelled if {@link #cancelled()}
   */
  default void check() {
    if (cancelled()) {
      throw new CommandCancelled();
    }
  }

  /** The time left until the deadline, zero if it has passed. */
  Duration left();
}
