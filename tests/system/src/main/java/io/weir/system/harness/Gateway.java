package io.weir.system.harness;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.ConsumerInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * A gateway as it is installed: the distribution's agent with its own configuration and state
 * folder, and its broker.
 */
public final class Gateway implements AutoCloseable {
  // no promise: a machine that tests three houses at once may take a minute to start one
  private static final Duration PATIENCE = Duration.ofSeconds(180);
  private final Path folder;
  private final String serial;
  private final Map<String, String> environment = new HashMap<>();
  private Proc agent;

  /**
   * @param identity what enrolment gave: certificate, key and the authority's certificate
   * @param cloudPort where the cloud's broker, or a {@link Cable} to it, listens
   */
  public Gateway(Path folder, String serial, Path identity, int cloudPort) {
    this.folder = folder.resolve("gateway");
    this.serial = serial;
    copy(Machine.distribution().resolve("conf"), conf());
    copy(identity, conf().resolve("tls"));
    configure("io.weir.bridge", Map.of("cloud.url", "ssl://127.0.0.1:" + cloudPort));
    environment.put("DEVICE_SERIAL_NUMBER", serial);
    environment.put("WEIR_CONF", conf().toString());
    environment.put("WEIR_DATA", data().toString());
    // one that stays: the agent would take another one when that of last time is free again
    environment.put("WEIR_BROKER_PORT", Integer.toString(Machine.freePort()));
  }

  public Path conf() {
    return folder.resolve("conf");
  }

  public Path data() {
    return folder.resolve("data");
  }

  public String serial() {
    return serial;
  }

  public Map<String, String> environment() {
    return environment;
  }

  /** Sets keys of one configuration, keeping the others. */
  public Gateway configure(String pid, Map<String, String> values) {
    Path file = conf().resolve(pid + ".cfg");
    Properties properties = new Properties();
    try {
      if (Files.exists(file)) {
        try (var in = Files.newBufferedReader(file)) {
          properties.load(in);
        }
      }
      properties.putAll(values);
      try (var out = Files.newBufferedWriter(file)) {
        properties.store(out, null);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  public Gateway start() {
    agent =
        Proc.start(
            "agent",
            folder.resolve("log"),
            environment,
            List.of(Machine.distribution().resolve("bin/weir").toString(), "run"));
    return this;
  }

  /** How often its agent has started up so far, all of it. */
  public long starts() {
    return agent.output().lines().filter(line -> line.contains("agent started")).count();
  }

  public Proc agent() {
    return agent;
  }

  /** The gateway's own broker, a child of the agent. */
  public ProcessHandle broker() {
    return Await.until(
            "the gateway's broker runs",
            PATIENCE,
            () ->
                agent
                    .handle()
                    .descendants()
                    .filter(p -> p.info().command().orElse("").endsWith("nats-server"))
                    .findFirst(),
            java.util.Optional::isPresent)
        .orElseThrow();
  }

  /** Kills the agent and leaves its broker alone, as the kernel would. */
  public void kill9() {
    agent.kill9();
  }

  /**
   * The last message of the broker's stream up to which the outbox has committed everything: only
   * then does the recorder acknowledge it.
   */
  public long committed() {
    return consumer().getAckFloor().getStreamSequence();
  }

  /** Messages of the broker's stream that the recorder has not acknowledged. */
  public long unacknowledged() {
    ConsumerInfo consumer = consumer();
    return consumer.getNumPending() + consumer.getNumAckPending();
  }

  private ConsumerInfo consumer() {
    Options options =
        new Options.Builder()
            .server(natsUrl())
            .userInfo("agent", secret("agent"))
            .inboxPrefix("_INBOX.agent.")
            .noReconnect()
            .build();
    try (Connection connection = Nats.connect(options)) {
      return connection.jetStreamManagement().getConsumerInfo("EVENTS", "bridge");
    } catch (IOException | io.nats.client.JetStreamApiException e) {
      throw new IllegalStateException("the broker does not say what was acknowledged", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Where a local application connects; the broker listens there. */
  public String natsUrl() {
    return Await.until(
        "the broker's address is known",
        PATIENCE,
        () -> {
          Path file = data().resolve("broker.url");
          return Files.exists(file) ? Files.readString(file).strip() : "";
        },
        url -> !url.isEmpty() && Machine.listens(URI.create(url).getPort()));
  }

  public String secret(String user) {
    return Await.until(
        "the password of " + user,
        PATIENCE,
        () -> Files.readString(data().resolve("secrets/" + user + ".password")).strip(),
        s -> !s.isEmpty());
  }

  private static void copy(Path from, Path to) {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(
              file,
              target,
              StandardCopyOption.REPLACE_EXISTING,
              StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (agent != null) {
      List<ProcessHandle> children = agent.handle().descendants().toList();
      agent.close();
      children.forEach(ProcessHandle::destroyForcibly);
    }
  }
}
