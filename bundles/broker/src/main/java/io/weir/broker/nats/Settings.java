package io.weir.broker.nats;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The configuration, checked.
 *
 * @param user "" for a broker without users
 * @param passwordFile null without a user
 * @param publisherMaxBytes what the publisher holds, at least one message of 256 KiB
 * @param streamMaxBytes size limit of the stream on the broker's disk
 * @param hungAfter time without an answer after which the broker counts as hung
 */
record Settings(
    String url,
    String user,
    Path passwordFile,
    long publisherMaxBytes,
    long streamMaxBytes,
    Duration hungAfter) {

  Settings {
    atLeast("publisher.max.bytes", publisherMaxBytes, 512 << 10);
    atLeast("stream.max.bytes", streamMaxBytes, 1 << 20);
    atLeast("hung.after.ms", hungAfter.toMillis(), 500);
  }

  /**
   * @param data the state folder, may be null if there is no user or its file is given
   * @param launched where the launcher says that the broker listens, or null
   */
  static Settings of(BrokerConfig config, String data, String launched) {
    Path file = null;
    if (!config.user().isEmpty()) {
      if (!config.password_file().isEmpty()) {
        file = Path.of(config.password_file());
      } else if (data != null) {
        file = Path.of(data, "secrets", config.user() + ".password");
      }
    }
    return new Settings(
        url(config.url(), launched),
        config.user(),
        file,
        config.publisher_max_bytes(),
        config.stream_max_bytes(),
        Duration.ofMillis(config.hung_after_ms()));
  }

  private static String url(String configured, String launched) {
    if (!configured.isEmpty()) {
      return configured;
    }
    return launched == null ? "nats://127.0.0.1:4222" : launched;
  }

  /** Reads the password anew, for it may have been made or changed since. */
  char[] password() throws IOException {
    return passwordFile == null
        ? new char[0]
        : Files.readString(passwordFile).strip().toCharArray();
  }

  private static void atLeast(String key, long value, long least) {
    if (value < least) {
      throw new IllegalArgumentException(key + " must be at least " + least + ", was " + value);
    }
  }
}
