package io.weir.uplink;

import java.util.Optional;

/**
 * The MQTT topics between a gateway and its cloud: {@code weir/<serial>/<channel>}. Pure; any
 * thread.
 */
public final class Topics {

  /** What the cloud's end subscribes: a shared subscription, so that several can split the work. */
  public static final String FLEET_FILTER = "$share/fleet/weir/+/up/#";

  private static final String ROOT = "weir/";

  /** What travels on a topic, and which way. */
  public enum Channel {
    /** Up: one {@link io.weir.uplink.proto.Segment}. */
    SEGMENT("up/segment"),
    /** Up, retained: {@link io.weir.uplink.proto.Status}, birth and last will. */
    STATUS("up/status"),
    /** Down: {@link io.weir.uplink.proto.Ack}. */
    ACK("down/ack"),
    /** Down: {@link io.weir.uplink.proto.Command}. */
    COMMAND("down/command");

    private final String path;

    Channel(String path) {
      this.path = path;
    }
  }

  /** A topic taken apart. */
  public record Address(String serial, Channel channel) {
    public Address {
      checkSerial(serial);
    }

    /** The topic itself. */
    public String topic() {
      return ROOT + serial + "/" + channel.path;
    }
  }

  private Topics() {}

  /**
   * @throws IllegalArgumentException as {@link #checkSerial}, like the next three
   */
  public static String segment(String serial) {
    return new Address(serial, Channel.SEGMENT).topic();
  }

  public static String status(String serial) {
    return new Address(serial, Channel.STATUS).topic();
  }

  public static String ack(String serial) {
    return new Address(serial, Channel.ACK).topic();
  }

  public static String command(String serial) {
    return new Address(serial, Channel.COMMAND).topic();
  }

  /** Whose topic this is and what for, or empty if it is none of ours. */
  public static Optional<Address> parse(String topic) {
    int slash = topic.indexOf('/', ROOT.length());
    if (!topic.startsWith(ROOT) || slash < 0 || !isSerial(topic.substring(ROOT.length(), slash))) {
      return Optional.empty();
    }
    String path = topic.substring(slash + 1);
    for (Channel channel : Channel.values()) {
      if (channel.path.equals(path)) {
        return Optional.of(new Address(topic.substring(ROOT.length(), slash), channel));
      }
    }
    return Optional.empty();
  }

  /**
   * Refuses a serial number that would change the meaning of a topic: it has 1 to 128 characters,
   * none of them a slash, a wildcard or a control character.
   *
   * @throws IllegalArgumentException if the serial number is not of that form
   */
  public static void checkSerial(String serial) {
    if (!isSerial(serial)) {
      throw new IllegalArgumentException(
          "a serial number has 1 to 128 characters without / + # and control characters, was \""
              + serial
              + "\"");
    }
  }

  private static boolean isSerial(String text) {
    return !text.isEmpty()
        && text.length() <= 128
        && text.chars()
            .noneMatch(c -> c == '/' || c == '+' || c == '#' || Character.isISOControl(c));
  }
}
