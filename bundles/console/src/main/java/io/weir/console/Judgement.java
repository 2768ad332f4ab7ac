package io.weir.console;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which values a component is given: those that stand in its file if they fit, otherwise those with
 * which it last worked. Values that fit the schema are on trial until the component was seen to run
 * with them. Decides only, and takes the time as an argument; one thread at a time.
 */
final class Judgement {
  private final Map<String, Trial> trials = new HashMap<>();
  private final Map<String, Refusal> refused = new HashMap<>();
  private final Map<String, String> problems = new TreeMap<>();
  private final Map<String, Long> settledAt = new HashMap<>();

  private record Trial(Map<String, String> values, long since) {}

  private record Refusal(Map<String, String> values, String reason) {}

  /**
   * @param given what stands in the file
   * @param broken what is wrong with it by the schema
   * @param good the values that worked, as far as they are known
   * @return the values to deliver
   */
  Map<String, String> choose(
      String pid,
      Map<String, String> given,
      Optional<String> broken,
      Optional<Map<String, String>> good,
      long now) {
    Refusal before = refused.get(pid);
    Optional<String> wrong =
        broken.isEmpty() && before != null && before.values().equals(given)
            ? Optional.of(before.reason())
            : broken;
    if (wrong.isEmpty()) {
      trials.put(pid, new Trial(Map.copyOf(given), now));
      refused.remove(pid);
      return given;
    }
    trials.remove(pid);
    problems.put(pid, wrong.get() + "; the last good configuration holds");
    settledAt.put(pid, now);
    return good.orElse(Map.of());
  }

  /**
   * The component runs.
   *
   * @param begun when this instance began
   * @return the values that are good now, empty where there is no news
   */
  Optional<Map<String, String>> runs(String pid, long begun, long now) {
    Trial trial = trials.get(pid);
    if (trial == null || begun - trial.since() < 0) {
      return Optional.empty();
    }
    trials.remove(pid);
    problems.remove(pid);
    settledAt.put(pid, now);
    return Optional.of(trial.values());
  }

  /**
   * The component failed.
   *
   * @return whether other values are to be delivered now
   */
  boolean fails(String pid, String reason, Optional<Map<String, String>> good, long begun) {
    Trial trial = trials.get(pid);
    if (trial == null || begun - trial.since() < 0) {
      return false;
    }
    // with what it last worked with it fails too: the values are not the reason
    if (trial.values().equals(good.orElse(Map.of()))) {
      return false;
    }
    trials.remove(pid);
    refused.put(pid, new Refusal(trial.values(), reason));
    return true;
  }

  Optional<String> problem(String pid) {
    return Optional.ofNullable(problems.get(pid));
  }

  /** Whether it has been decided about this configuration since then. */
  boolean settledSince(String pid, long since) {
    Long at = settledAt.get(pid);
    return at != null && at - since >= 0;
  }
}
