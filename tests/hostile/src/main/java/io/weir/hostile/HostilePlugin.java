package io.weir.hostile;

import io.weir.plugin.Check;
import io.weir.plugin.Command;
import io.weir.plugin.Metric;
import io.weir.plugin.PluginName;
import io.weir.plugin.Progress;
import io.weir.plugin.Readings;
import io.weir.plugin.Sensor;
import io.weir.plugin.SensorPlugin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Does on purpose whatever a plugin must not do to others; calm until it is told otherwise. */
@Component
@PluginName("hostile")
@Designate(ocd = HostilePlugin.Config.class)
public final class HostilePlugin implements SensorPlugin {

  /** Its configuration. */
  @ObjectClassDefinition(name = "Hostile")
  public @interface Config {
    @AttributeDefinition(description = "How it misbehaves from the start")
    String mode() default "CALM";

    @AttributeDefinition(description = "Milliseconds between two samples")
    long poll_time_ms() default 100;
  }

  /** How it misbehaves. */
  public enum Mode {
    CALM,
    BLOCK_IN_ACTIVATION,
    LOOP,
    ERROR,
    OVERFLOW,
    LEAK_THREADS,
    FLOOD,
    GARBAGE,
    HOARD,
    SPIN_THREAD,
    EXIT
  }

  /** Asks for a mode. */
  public record Misbehave(Mode mode) {}

  /** Asks for a long command. */
  public record Work(int steps, int stepMs) {
    public Work {
      Check.range("steps", steps, 1, 10_000);
      Check.range("stepMs", stepMs, 1, 10_000);
    }
  }

  /** What was done. */
  public record Done(String message) {}

  static final Metric<Double> VALUE = Metric.number("hostile:value", "1");
  // the same count under several names, so that each may have a rule of its own
  static final List<Metric<Double>> COUNTS =
      Stream.of("absolute", "percent", "scaled", "window", "seldom", "often", "capped")
          .map(name -> Metric.number("count:" + name, "1"))
          .toList();
  static final Metric<String> STEADY = Metric.text("steady");
  static final Command<Misbehave, Done> MISBEHAVE =
      Command.of("Misbehave", Misbehave.class, Done.class);
  static final Command<Work, Done> WORK = Command.of("Work", Work.class, Done.class);

  private static final int MEGABYTE = 1 << 20;

  private final Config config;
  private final List<byte[]> hoard = new ArrayList<>();
  private Mode mode;
  private long count;

  @Activate
  public HostilePlugin(Config config) {
    this.config = config;
    mode = Mode.valueOf(config.mode());
    if (mode == Mode.BLOCK_IN_ACTIVATION) {
      await();
    }
  }

  @Override
  public void describe(Sensor sensor) {
    sensor
        .every(Duration.ofMillis(config.poll_time_ms()), this::sample)
        .on(
            MISBEHAVE,
            request -> {
              mode = request.mode();
              return new Done("now it is " + mode);
            })
        .onLong(WORK, this::work);
  }

  private void sample(Readings out) {
    out.put(VALUE, (double) ++count);
    COUNTS.forEach(metric -> out.put(metric, (double) count));
    out.put(STEADY, "on");
    switch (mode) {
      case CALM, BLOCK_IN_ACTIVATION -> {}
      case LOOP -> loop();
      case ERROR -> throw new AssertionError("on purpose");
      case OVERFLOW -> recurse(0);
      case LEAK_THREADS -> leak();
      case FLOOD -> {
        for (int i = 0; i < 100_000; i++) {
          out.put(VALUE, (double) i);
        }
      }
      case GARBAGE -> {
        for (int i = 0; i < 100; i++) {
          count += new byte[MEGABYTE].length & 1;
        }
      }
      case HOARD -> hoard.add(new byte[MEGABYTE]);
      case SPIN_THREAD -> {
        mode = Mode.CALM;
        spin();
      }
      case EXIT -> System.exit(1);
    }
  }

  @SuppressWarnings("InfiniteLoopStatement")
  private void loop() {
    while (true) {
      count++;
    }
  }

  private long recurse(long depth) {
    return recurse(depth + 1) + 1;
  }

  private static void leak() {
    for (int i = 0; i < 30; i++) {
      Thread thread = new Thread(HostilePlugin::await, "hostile-" + i);
      thread.setDaemon(true);
      thread.start();
    }
  }

  /** A thread that uses a whole core until it is interrupted. */
  private static void spin() {
    Thread thread =
        new Thread(
            () -> {
              while (!Thread.interrupted()) {
                Thread.onSpinWait();
              }
            },
            "hostile-spin");
    thread.setDaemon(true);
    thread.start();
  }

  private Done work(Work request, Progress progress) throws InterruptedException {
    for (int step = 1; step <= request.steps(); step++) {
      progress.check();
      progress.report(100 * step / request.steps(), "step " + step);
      new CountDownLatch(1).await(request.stepMs(), TimeUnit.MILLISECONDS);
    }
    return new Done(request.steps() + " steps");
  }

  private static void await() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
