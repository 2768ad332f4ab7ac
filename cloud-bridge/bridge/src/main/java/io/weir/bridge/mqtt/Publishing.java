package io.weir.bridge.mqtt;

import io.weir.uplink.Topics;

/**
 * What goes to a broker under which topics. Immutable.
 *
 * @param payload what is in the messages
 * @param data where readings go
 * @param status where birth and last will go, retained; "" for neither
 * @param command where commands come from; "" for nowhere
 * @param ack where the cloud's store speaks; "" where the broker's word is enough
 * @param maxBytes no message of SenML is larger
 */
public record Publishing(
    Payload payload, TopicTemplate data, String status, String command, String ack, int maxBytes) {
  private static final String NONE = "none";

  /** The topics between a gateway and its fleet (uplink.md). */
  public static Publishing toFleet(String serial) {
    return new Publishing(
        Payload.SEGMENT,
        new TopicTemplate(Topics.segment(serial)),
        Topics.status(serial),
        Topics.command(serial),
        Topics.ack(serial),
        Integer.MAX_VALUE);
  }

  /**
   * To a cloud that is a broker only.
   *
   * @param data the topic for readings, "" for {@code weir/{serial}/up/segment} or {@code
   *     weir/{serial}/senml/{lane}}
   * @param status "" for {@code weir/{serial}/up/status} with segments and none with SenML, "none"
   *     for none
   * @param command the same with {@code weir/{serial}/down/command}
   * @throws IllegalArgumentException if a topic cannot be one
   */
  public static Publishing toBroker(
      String serial, Payload payload, String data, String status, String command, int maxBytes) {
    boolean ours = payload == Payload.SEGMENT;
    String where =
        !data.isEmpty() ? data : ours ? "weir/{serial}/up/segment" : "weir/{serial}/senml/{lane}";
    TopicTemplate template = new TopicTemplate(where);
    if (ours && template.perName()) {
      throw new IllegalArgumentException(
          "a segment holds many names: {name} is for SenML, found " + where);
    }
    return new Publishing(
        payload,
        template,
        plain(serial, status, ours ? "weir/{serial}/up/status" : ""),
        plain(serial, command, ours ? "weir/{serial}/down/command" : ""),
        "",
        maxBytes);
  }

  private static String plain(String serial, String configured, String otherwise) {
    String text = configured.isEmpty() ? otherwise : configured.equals(NONE) ? "" : configured;
    return text.isEmpty() ? "" : new TopicTemplate(text).topic(serial, "lane", "name");
  }
}
