package io.weir.samples.mqtt;

import io.weir.plugin.Backoff;
import io.weir.plugin.Check;
import io.weir.plugin.Metric;
import io.weir.plugin.PluginName;
import io.weir.plugin.Readings;
import io.weir.plugin.Sensor;
import io.weir.plugin.SensorPlugin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Listens to sensors that speak MQTT to a broker nearby. One for each configuration file; each file
 * gives its own {@code weir.plugin.name}.
 */
@Component(service = SensorPlugin.class, configurationPolicy = ConfigurationPolicy.REQUIRE)
@PluginName("mqtt-sensors")
@Designate(ocd = MqttSensorsPlugin.Config.class, factory = true)
public final class MqttSensorsPlugin implements SensorPlugin, AutoCloseable {

  @ObjectClassDefinition(name = "MQTT sensors")
  public @interface Config {
    @AttributeDefinition(description = "tcp://host:1883, or ssl://host:8883")
    String url() default "tcp://127.0.0.1:1883";

    @AttributeDefinition(description = "Metrics are called <name>:<what the mapping says>")
    String name() default "mqtt";

    @AttributeDefinition(
        description =
            "<topic with + and #> <metric with {level}> <JSON path> [unit=]"
                + " [type=number|integer|counter|bool|text] [time=<JSON path>]; the next")
    String map() default "";

    @AttributeDefinition(description = "0, 1 or 2")
    int qos() default 1;

    @AttributeDefinition(description = "Messages that the broker kept: take, uncertain or ignore")
    String retained() default "uncertain";

    @AttributeDefinition(description = "Log-in; empty: anonymous")
    String user() default "";

    @AttributeDefinition(description = "File with the password")
    String password_file() default "";

    @AttributeDefinition(description = "PEM file of the authorities that may sign the broker")
    String tls_ca() default "";

    @AttributeDefinition(description = "Seconds between two signs of life")
    int keep_alive_seconds() default 30;

    @AttributeDefinition(description = "Longest pause before a lost broker is tried again")
    long backoff_max_ms() default 60_000;

    @AttributeDefinition(description = "Milliseconds between two reports of the counters")
    long report_ms() default 10_000;
  }

  private static final Duration WATCH = Duration.ofSeconds(1);

  private final Config config;
  private final List<Mapping> mappings;
  private final List<String> topics;
  private final Inbox.Retained retained;
  private final Counts counts;
  private final Backoff backoff;
  private final Metric<String> state;
  private Inbox inbox;
  private volatile Session session;
  private String said = "";

  @Activate
  public MqttSensorsPlugin(Config config) {
    this(config, Clock.systemUTC());
  }

  MqttSensorsPlugin(Config config, Clock clock) {
    this.config = config;
    Check.matches("url", config.url(), "(tcp|ssl)://[^/]+");
    Check.range("qos", config.qos(), 0, 2);
    Check.oneOf("retained", config.retained(), "take", "uncertain", "ignore");
    Check.range("keep.alive.seconds", config.keep_alive_seconds(), 1, 3_600);
    Check.range("backoff.max.ms", config.backoff_max_ms(), 1_000, 3_600_000);
    mappings = MappingParser.parse(config.map());
    topics = mappings.stream().map(mapping -> mapping.topic().toString()).distinct().toList();
    retained = Inbox.Retained.valueOf(config.retained().toUpperCase(Locale.ROOT));
    counts = new Counts(config.name());
    backoff = new Backoff(clock, Duration.ofMillis(config.backoff_max_ms()));
    state = Metric.text(config.name() + ":state");
  }

  @Override
  public void describe(Sensor sensor) {
    inbox = new Inbox(config.name(), mappings, retained, counts, sensor.readings());
    sensor
        .metrics(state)
        .every(WATCH, this::watch)
        .every(Duration.ofMillis(config.report_ms()), counts::report);
  }

  /** Connects, and again when the connection was lost. */
  private void watch(Readings out) throws IOException {
    if (session != null && session.lost() != null) {
      say(session.lost(), out);
      session.close();
      session = null;
      backoff.failed();
    }
    if (session != null || !backoff.due()) {
      return;
    }
    try {
      String id = config.name() + "-" + UUID.randomUUID().toString().substring(0, 8);
      session = Session.open(config.url(), id, options(), topics, config.qos(), inbox);
      backoff.worked();
      say("ok", out);
    } catch (IOException e) {
      backoff.failed();
      say(e.getMessage(), out);
      throw e;
    }
  }

  private void say(String words, Readings out) {
    if (!words.equals(said)) {
      said = words;
      out.put(state, words);
    }
  }

  private MqttConnectOptions options() throws IOException {
    MqttConnectOptions options = new MqttConnectOptions();
    options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
    options.setKeepAliveInterval(config.keep_alive_seconds());
    options.setConnectionTimeout(10);
    if (!config.user().isEmpty()) {
      options.setUserName(config.user());
    }
    if (!config.password_file().isEmpty()) {
      options.setPassword(Files.readString(Path.of(config.password_file())).strip().toCharArray());
    }
    if (!config.tls_ca().isEmpty()) {
      options.setSocketFactory(TlsSockets.trusting(Path.of(config.tls_ca())));
    }
    return options;
  }

  @Override
  @Deactivate
  public void close() {
    Session open = session;
    if (open != null) {
      open.close();
    }
  }
}
