package io.weir.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.plugin.SensorPlugin;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the agent does for a plugin whose process it cannot start. */
class ProcessPluginTest {
  private final FakeBus bus = new FakeBus();
  private final Packs packs = new Packs(bus, Bench.BASE);
  private final Pusher pusher = new Pusher(packs);
  @TempDir private Path folder;

  /** A bundle that the framework will say nothing of any more. */
  private static final class Gone implements PluginSource {
    @Override
    public String name() {
      return "pump";
    }

    @Override
    public String title() {
      return "Pump";
    }

    @Override
    public String version() {
      return "1.0.0";
    }

    @Override
    public SensorPlugin open() {
      throw new IllegalStateException("it runs elsewhere");
    }

    @Override
    public void writeJar(Path file) {
      throw new IllegalStateException("bundle is uninstalled");
    }

    @Override
    public void close() {
      // nothing was opened
    }
  }

  @AfterEach
  void close() {
    pusher.start();
    pusher.close();
  }

  @Test
  void aFaultThatNobodyExpectsIsSaidAndTriedAgain() {
    ProcessPlugin plugin =
        new ProcessPlugin(
            new Gone(),
            new Surroundings(bus, new FakeTicker(), Bench.LIMITS, packs, pusher, new Remembered()),
            new Isolation(true, 24),
            new ChildCommand(name -> folder.toString()));
    plugin.start();
    try {
      Wait.until("said twice", () -> bus.sent.size() >= 2);
      assertThat(bus.sent)
          .extracting(message -> String.valueOf(Bench.json(message).get("reason")))
          .allMatch(reason -> reason.contains("bundle is uninstalled"))
          .anyMatch(reason -> reason.contains("again in 2 s"));
    } finally {
      plugin.stop();
    }
  }
}
