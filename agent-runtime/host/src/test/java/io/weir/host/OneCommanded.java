package io.weir.host;

import io.weir.plugin.Check;
import io.weir.plugin.Command;
import io.weir.plugin.CommandRefused;
import io.weir.plugin.Nothing;
import io.weir.plugin.SensorPlugin;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** The plugin "temp" in a host, with a command for each thing that a command can do. */
@Timeout(60)
abstract class OneCommanded {

  record TempUnit(String unit) {
    TempUnit {
      Check.oneOf("unit", unit, "K", "Cel");
    }
  }

  record Changed(String message) {}

  record Numbers(int count, Double factor, List<String> names) {}

  static final Command<TempUnit, Changed> UNIT =
      Command.of("TempUnitCmd", TempUnit.class, Changed.class);
  static final Command<Numbers, Numbers> ECHO =
      Command.of("Echo", Numbers.class, Numbers.class).described("says it again");
  static final Command<Nothing, Nothing> REFUSE =
      Command.of("Refuse", Nothing.class, Nothing.class);
  static final Command<Nothing, Nothing> FAIL = Command.of("Fail", Nothing.class, Nothing.class);
  static final Command<Nothing, Nothing> RECURSE =
      Command.of("Recurse", Nothing.class, Nothing.class);
  static final Command<Nothing, Nothing> BLOCK = Command.of("Block", Nothing.class, Nothing.class);
  static final Command<Nothing, Nothing> LONG = Command.of("Long", Nothing.class, Nothing.class);
  static final Command<Nothing, Nothing> NULL = Command.of("Null", Nothing.class, Nothing.class);

  final Bench bench = new Bench();
  final AtomicInteger handled = new AtomicInteger();
  final CountDownLatch gate = new CountDownLatch(1);

  final SensorPlugin plugin =
      sensor ->
          sensor
              .on(
                  UNIT,
                  request -> {
                    handled.incrementAndGet();
                    return new Changed("Changed temperature unit to " + request.unit());
                  })
              .on(ECHO, request -> request)
              .on(
                  REFUSE,
                  request -> {
                    throw new CommandRefused("the door is open");
                  })
              .on(
                  FAIL,
                  request -> {
                    throw new java.io.IOException("no such device");
                  })
              .on(RECURSE, request -> recurse())
              .on(NULL, request -> null)
              .on(
                  BLOCK,
                  request -> {
                    handled.incrementAndGet();
                    while (gate.getCount() > 0) {
                      try {
                        gate.await();
                      } catch (InterruptedException e) {
                        // a handler that does not listen
                        handled.get();
                      }
                    }
                    return new Nothing();
                  })
              .onLong(
                  LONG,
                  (request, progress) -> {
                    progress.report(10, "begun");
                    while (true) {
                      progress.check();
                      Thread.onSpinWait();
                    }
                  });

  private static Nothing recurse() {
    return recurse().hashCode() == 0 ? null : recurse();
  }

  @BeforeEach
  void start() throws Exception {
    bench.running("temp", plugin);
  }

  @AfterEach
  void close() {
    gate.countDown();
    bench.close();
  }

  /** Keeps the plugin busy until the gate opens; what it handled is counted from then on. */
  void block() throws Exception {
    bench.command("temp", "Block", "{}");
    Wait.until("it blocks", () -> handled.get() == 1);
    handled.set(0);
  }
}
