package io.weir.plugin.testkit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.plugin.Command;
import io.weir.plugin.Metric;
import io.weir.plugin.Nothing;
import io.weir.plugin.PluginName;
import io.weir.plugin.Sensor;
import io.weir.plugin.SensorPlugin;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class PluginTckTest {

  public @interface Config {
    long period_ms() default 1_000;

    boolean leak();
  }

  /** Starts a thread, and ends it when told to. */
  @PluginName("good")
  public static final class Good implements SensorPlugin, AutoCloseable {
    private final CountDownLatch end = new CountDownLatch(1);
    private final Duration period;
    private final boolean leak;

    public Good(Config config) {
      period = Duration.ofMillis(config.period_ms());
      leak = config.leak();
    }

    @Override
    public void describe(Sensor sensor) {
      Thread listener = new Thread(this::listen, "good-listener");
      listener.setDaemon(true);
      listener.start();
      sensor
          .every(period, out -> out.put(Metric.number("x", ""), 1))
          .on(Command.of("Reset", Nothing.class, Nothing.class), request -> request);
    }

    private void listen() {
      try {
        end.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() {
      if (!leak) {
        end.countDown();
      }
    }
  }

  public static final class Nameless implements SensorPlugin {
    @Override
    public void describe(Sensor sensor) {
      sensor.metrics(Metric.bool("x"));
    }
  }

  @PluginName("a name")
  public static final class Misnamed implements SensorPlugin {
    @Override
    public void describe(Sensor sensor) {
      sensor.metrics(Metric.bool("x"));
    }
  }

  @PluginName("idle")
  public static final class Idle implements SensorPlugin {
    @Override
    public void describe(Sensor sensor) {}
  }

  @PluginName("once")
  public static final class Once implements SensorPlugin {
    private static boolean used;

    @Override
    public void describe(Sensor sensor) {
      if (used) {
        throw new IllegalStateException("port is in use");
      }
      used = true;
      sensor.metrics(Metric.bool("x"));
    }
  }

  @Test
  void aPluginThatClosesWhatItOpenedPasses() {
    assertThatCode(() -> PluginTck.of(Good.class).changing("period_ms", 10).verify())
        .doesNotThrowAnyException();
  }

  @Test
  void aThreadThatIsLeftBehindIsNamed() {
    assertThatThrownBy(() -> PluginTck.of(Good.class).with("leak", true).verify())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("leaves threads behind: [good-listener]");
  }

  @Test
  void aPluginNeedsAName() {
    assertThatThrownBy(() -> PluginTck.of(Nameless.class).verify())
        .hasMessage("Nameless: must carry @PluginName");
    assertThatThrownBy(() -> PluginTck.of(Misnamed.class).verify())
        .hasMessageContaining("was \"a name\"");
  }

  @Test
  void aPluginDeclaresSomething() {
    assertThatThrownBy(() -> PluginTck.of(Idle.class).verify())
        .hasMessageContaining("must declare");
  }

  @Test
  void aPluginStartsMoreThanOnce() {
    assertThatThrownBy(() -> PluginTck.of(Once.class).verify())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("port is in use");
  }
}
