package io.weir.host;

import io.weir.broker.Bus;
import io.weir.broker.Message;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a plugin's own process says, and where it may: readings, its heartbeat, the progress of its
 * commands and their answers. The rest is refused, and logged once. Called by the thread that reads
 * its pipe.
 */
final class ChildSpeech {
  private static final Logger LOG = LoggerFactory.getLogger("io.weir.host");

  private final String plugin;
  private final Bus bus;
  private final ChildReadings readings;
  private final ChildNews news;
  private final CommandRelay relay;
  private final Runnable quarantined;
  private boolean strayed;

  /**
   * @param quarantined told when it says that it is in quarantine
   */
  ChildSpeech(
      String plugin,
      Bus bus,
      ChildReadings readings,
      ChildNews news,
      CommandRelay relay,
      Runnable quarantined) {
    this.plugin = plugin;
    this.bus = bus;
    this.readings = readings;
    this.news = news;
    this.relay = relay;
    this.quarantined = quarantined;
  }

  /**
   * @throws IOException if it is none that a process may send: the two do not understand each other
   */
  void take(Frame frame) throws IOException {
    Message message = frame.message();
    switch (frame.kind()) {
      case PUBLISH -> {
        if (!readings.publish(message)) {
          refuse(message);
        }
      }
      case LOST -> readings.lostThere(message);
      case SEND -> send(message);
      case MESSAGE, CONFIGURE, START ->
          throw new IOException("it sends what only the agent may: " + frame.kind());
    }
  }

  private void send(Message message) {
    String subject = message.subject();
    if (subject.equals("services." + plugin + ".heartbeat")) {
      news.heard(message);
      if (news.isQuarantined()) {
        quarantined.run();
      }
    } else if (subject.equals("services." + plugin + ".progress")) {
      bus.send(Message.of(subject, message.payload()));
    } else if (!relay.answered(message) && !subject.equals("commands." + plugin + ".res")) {
      refuse(message);
    }
  }

  private void refuse(Message message) {
    if (!strayed) {
      strayed = true;
      LOG.atWarn()
          .addKeyValue("plugin", plugin)
          .addKeyValue("subject", message.subject())
          .log("its process may not send there; more of this is not logged");
    }
  }
}
