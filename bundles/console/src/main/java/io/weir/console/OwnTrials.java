package io.weir.console;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;

/**
 * Looks whether the agent's own components run with the values that they were given. They send no
 * heartbeat, so their runtime is asked for some seconds after each change. On the thread {@code
 * weir-config-trial}; begun by any.
 */
final class OwnTrials implements AutoCloseable {
  private static final long STEP_MS = 50;
  // one that waits for another component that long is not judged
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Is told what became of a configuration. */
  interface Judge {
    void runs(String pid);

    void fails(String pid, String why);
  }

  /**
   * @param thread that fetched the values
   */
  private record Trial(Bundle bundle, Map<String, String> values, Thread thread, long end) {
    /**
     * Whether the thread still puts them into effect. The component that has the values before goes
     * on being reported as active until then, and with the new ones.
     */
    boolean changing() {
      return Arrays.stream(thread.getStackTrace())
          .anyMatch(frame -> frame.getClassName().startsWith("org.apache.felix.scr."));
    }
  }

  private final ScheduledExecutorService worker =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "weir-config-trial");
            thread.setDaemon(true);
            return thread;
          });
  private final Map<String, Trial> trials = new ConcurrentHashMap<>();
  private final ComponentStates components;
  private final Judge judge;

  OwnTrials(ComponentStates components, Judge judge) {
    this.components = components;
    this.judge = judge;
  }

  /** They are given to the component by the thread that calls this, as the next that it does. */
  void begin(Bundle bundle, String pid, Map<String, String> values) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    Trial trial = new Trial(bundle, Map.copyOf(values), Thread.currentThread(), end);
    trials.put(pid, trial);
    lookLater(pid, trial);
  }

  private void lookLater(String pid, Trial trial) {
    if (!worker.isShutdown()) {
      worker.schedule(() -> look(pid, trial), STEP_MS, TimeUnit.MILLISECONDS);
    }
  }

  private void look(String pid, Trial trial) {
    if (trials.get(pid) != trial) {
      return; // another change came
    }
    ComponentStates.State state =
        trial.changing()
            ? ComponentStates.State.UNDECIDED
            : components.of(trial.bundle(), pid, trial.values());
    if (!state.decided() && System.nanoTime() - trial.end() < 0) {
      lookLater(pid, trial);
      return;
    }
    trials.remove(pid, trial);
    if (!state.failure().isEmpty()) {
      judge.fails(pid, state.failure());
    } else if (state.runs()) {
      judge.runs(pid);
    }
  }

  @Override
  public void close() {
    worker.shutdownNow();
  }
}
