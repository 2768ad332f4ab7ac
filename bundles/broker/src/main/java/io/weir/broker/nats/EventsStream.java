package io.weir.broker.nats;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamOptions;
import io.nats.client.api.DiscardPolicy;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stream EVENTS: what it should be, and making it so. The answers are compared with what was
 * asked for, because nats-server leaves out what it does not know without an error.
 */
final class EventsStream {
  static final String NAME = "EVENTS";

  private static final Logger LOG = LoggerFactory.getLogger("io.weir.broker");
  private static final int NOT_FOUND = 404;

  private final StreamConfiguration wanted;

  EventsStream(long maxBytes) {
    wanted =
        StreamConfiguration.builder()
            .name(NAME)
            .subjects(Subjects.STREAM.stream().sorted().toList())
            .storageType(StorageType.File)
            .retentionPolicy(RetentionPolicy.WorkQueue)
            // the oldest must not make room for the newest: nobody would know that it is gone
            .discardPolicy(DiscardPolicy.New)
            .maxBytes(maxBytes)
            .duplicateWindow(Duration.ofMinutes(2))
            // a publisher can let the acknowledgement of a message go to any subject, and
            // {"seq":9} on the purge subject means: purge up to 9
            .denyPurge(true)
            .denyDelete(true)
            .build();
  }

  /**
   * Makes the stream if it is not there and changes it if it differs.
   *
   * @return what could not be made as wanted, or ""
   * @throws IOException if the broker did not answer
   */
  String ensure(Connection connection) throws IOException {
    JetStreamManagement api =
        connection.jetStreamManagement(
            JetStreamOptions.builder().requestTimeout(Duration.ofSeconds(2)).build());
    try {
      List<String> differences = differences(current(api));
      if (!differences.isEmpty()) {
        LOG.atInfo().addKeyValue("fields", differences).log("stream EVENTS is adapted");
        differences = differences(api.updateStream(wanted).getConfiguration());
      }
      return differences.isEmpty() ? "" : "the stream EVENTS has another " + differences;
    } catch (JetStreamApiException e) {
      return "the broker refuses the stream EVENTS: " + e.getErrorDescription();
    }
  }

  private StreamConfiguration current(JetStreamManagement api)
      throws IOException, JetStreamApiException {
    try {
      return api.getStreamInfo(NAME).getConfiguration();
    } catch (JetStreamApiException e) {
      if (e.getErrorCode() != NOT_FOUND) {
        throw e;
      }
      LOG.atInfo().addKeyValue("maxBytes", wanted.getMaxBytes()).log("stream EVENTS is made");
      return api.addStream(wanted).getConfiguration();
    }
  }

  private List<String> differences(StreamConfiguration found) {
    List<String> names = new ArrayList<>();
    compare(names, "subjects", Set.copyOf(wanted.getSubjects()), Set.copyOf(found.getSubjects()));
    compare(names, "storage", wanted.getStorageType(), found.getStorageType());
    compare(names, "retention", wanted.getRetentionPolicy(), found.getRetentionPolicy());
    compare(names, "discard", wanted.getDiscardPolicy(), found.getDiscardPolicy());
    compare(names, "max_bytes", wanted.getMaxBytes(), found.getMaxBytes());
    compare(names, "duplicate_window", wanted.getDuplicateWindow(), found.getDuplicateWindow());
    compare(names, "deny_purge", wanted.getDenyPurge(), found.getDenyPurge());
    compare(names, "deny_delete", wanted.getDenyDelete(), found.getDenyDelete());
    return names;
  }

  private static void compare(List<String> names, String name, Object wanted, Object found) {
    if (!Objects.equals(wanted, found)) {
      names.add(name);
    }
  }
}
