package io.weir.bridge.uplink;

import io.weir.uplink.proto.Ack;
import io.weir.uplink.proto.Command;
import io.weir.uplink.proto.Status;
import java.time.Duration;
import java.util.List;

/**
 * One way to the cloud. All methods are called by one thread ({@code weir-uplink}) and none waits
 * for the network: outcomes come as events. A link makes one try per {@link #connect}; when to try
 * again is not its business.
 */
public interface CloudLink extends AutoCloseable {

  /**
   * Starts to connect. Ends in {@link Events#up()} or {@link Events#down}. Credentials are read
   * from their files each time, so renewed ones are used without a restart.
   *
   * @param birth what the cloud is told as soon as the connection stands
   * @param silence for how long a line is not given up though nothing comes back: one and a half
   *     keep-alives, more where lines have been too thin for that
   */
  void connect(Status birth, Duration silence, Events events);

  /**
   * Sends segments, in this order. Only while up. What cannot be sent ends in {@link Events#down};
   * nothing is thrown for it.
   *
   * @return the bytes that each takes on the line
   */
  List<Long> send(List<Outgoing> segments);

  /** About how many bytes on the line become of a byte that is stored. */
  default int expansion() {
    return 1;
  }

  /**
   * Whether what left first arrives first. Where it does not, each segment is delivered in its own
   * time, or the link goes down: nothing is told by another that overtook it.
   */
  default boolean keepsOrder() {
    return true;
  }

  /** Tells the cloud how the gateway stands now. Only while up. */
  void announce(Status status);

  /** Whether the files that it takes its identity from have changed since it connected. */
  boolean credentialsChanged();

  /**
   * Gives the connection up at once, without a goodbye. No event of it comes after this returns.
   */
  void drop();

  /**
   * Says goodbye if that is quick, then drops. At most 600 ms. By any thread, once the others are
   * done with it.
   */
  @Override
  void close();

  /**
   * What happens on a link. Called by any thread of the link, which must not be held up: hand over
   * and return.
   */
  interface Events {

    /** The other end has answered, and the birth is on its way: it may take long on a thin line. */
    default void reached() {}

    /** The connection stands, commands are subscribed, the birth is sent. */
    void up();

    /** The try failed or the connection ended. Once for each {@link CloudLink#connect}. */
    void down(Outage outage);

    /** The other end of the line took this segment. That its store has it is another matter. */
    void delivered(long seq);

    /** The cloud's store spoke. */
    void stored(Ack ack);

    /**
     * A command came down.
     *
     * @param taken to be run once the command is safe, so that the cloud does not send it again
     */
    void command(Command command, Runnable taken);
  }
}
