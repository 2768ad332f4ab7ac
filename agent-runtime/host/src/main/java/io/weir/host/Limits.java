package io.weir.host;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one plugin may take.
 *
 * @param heartbeat between two reports of its state
 * @param periodFloor the shortest period of a sampler
 * @param describe for activation and describe together
 * @param sample for one call of a sampler
 * @param command for a command, its wait included
 * @param longCommand for a long command that has no deadline
 * @param commandQueue commands that may wait
 * @param readingsPerSecond on the average; twice as many at once
 * @param cpuPercent of one core that its lane may use, over time
 * @param allocationMb megabytes a second that it may allocate, over time
 * @param metrics names that it may use
 * @param threads that its code may have started
 * @param stuck before it is quarantined
 * @param stuckPerHour times, before it is quarantined
 * @param overBudget how long all its threads together may use too much, before it is quarantined
 */
record Limits(
    Duration heartbeat,
    Duration periodFloor,
    Duration describe,
    Duration sample,
    Duration command,
    Duration longCommand,
    int commandQueue,
    int readingsPerSecond,
    int cpuPercent,
    int allocationMb,
    int metrics,
    int threads,
    Duration stuck,
    int stuckPerHour,
    Duration overBudget) {

  Limits {
    positive("heartbeat.ms", heartbeat.toMillis());
    positive("period.floor.ms", periodFloor.toMillis());
    positive("describe.ms", describe.toMillis());
    positive("sample.ms", sample.toMillis());
    positive("command.ms", command.toMillis());
    positive("long.command.ms", longCommand.toMillis());
    positive("command.queue", commandQueue);
    positive("readings.per.second", readingsPerSecond);
    positive("cpu.percent", cpuPercent);
    if (cpuPercent > 100) {
      throw new IllegalArgumentException("cpu.percent must be at most 100, was " + cpuPercent);
    }
    positive("allocation.mb.per.second", allocationMb);
    positive("metrics", metrics);
    positive("threads", threads);
    positive("stuck.ms", stuck.toMillis());
    positive("stuck.per.hour", stuckPerHour);
    positive("over.budget.ms", overBudget.toMillis());
  }

  static Limits of(HostConfig config) {
    return new Limits(
        Duration.ofMillis(config.heartbeat_ms()),
        Duration.ofMillis(config.period_floor_ms()),
        Duration.ofMillis(config.describe_ms()),
        Duration.ofMillis(config.sample_ms()),
        Duration.ofMillis(config.command_ms()),
        Duration.ofMillis(config.long_command_ms()),
        config.command_queue(),
        config.readings_per_second(),
        config.cpu_percent(),
        config.allocation_mb_per_second(),
        config.metrics(),
        config.threads(),
        Duration.ofMillis(config.stuck_ms()),
        config.stuck_per_hour(),
        Duration.ofMillis(config.over_budget_ms()));
  }

  /**
   * These limits with what a plugin's own configuration says: {@code budget.} and the key as it is
   * in {@code io.weir.host.cfg}.
   *
   * @param properties of the plugin's service
   * @throws IllegalArgumentException naming the key that does not fit
   */
  Limits with(Map<String, ?> properties) {
    Overrides own = new Overrides(properties);
    Limits limits =
        new Limits(
            heartbeat,
            own.time("period.floor.ms", periodFloor),
            own.time("describe.ms", describe),
            own.time("sample.ms", sample),
            own.time("command.ms", command),
            own.time("long.command.ms", longCommand),
            own.number("command.queue", commandQueue),
            own.number("readings.per.second", readingsPerSecond),
            own.number("cpu.percent", cpuPercent),
            own.number("allocation.mb.per.second", allocationMb),
            own.number("metrics", metrics),
            own.number("threads", threads),
            own.time("stuck.ms", stuck),
            own.number("stuck.per.hour", stuckPerHour),
            own.time("over.budget.ms", overBudget));
    own.refuseUnknown();
    return limits;
  }

  /** As they stand in {@code io.weir.host.cfg}: for the host of a plugin in its own process. */
  Map<String, Object> asConfiguration() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("heartbeat.ms", heartbeat.toMillis());
    all.put("period.floor.ms", periodFloor.toMillis());
    all.put("describe.ms", describe.toMillis());
    all.put("sample.ms", sample.toMillis());
    all.put("command.ms", command.toMillis());
    all.put("long.command.ms", longCommand.toMillis());
    all.put("command.queue", (long) commandQueue);
    all.put("readings.per.second", (long) readingsPerSecond);
    all.put("cpu.percent", (long) cpuPercent);
    all.put("allocation.mb.per.second", (long) allocationMb);
    all.put("metrics", (long) metrics);
    all.put("threads", (long) threads);
    all.put("stuck.ms", stuck.toMillis());
    all.put("stuck.per.hour", (long) stuckPerHour);
    all.put("over.budget.ms", overBudget.toMillis());
    return all;
  }

  private static void positive(String key, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(key + " must be positive, was " + value);
    }
  }
}
