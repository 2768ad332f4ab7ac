package io.weir.host;

import java.time.Duration;

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
 * @param metrics names that it may use
 * @param threads that its code may have started
 * @param stuck before it is quarantined
 * @param stuckPerHour times, before it is quarantined
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
    int metrics,
    int threads,
    Duration stuck,
    int stuckPerHour) {

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
    positive("metrics", metrics);
    positive("threads", threads);
    positive("stuck.ms", stuck.toMillis());
    positive("stuck.per.hour", stuckPerHour);
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
        config.metrics(),
        config.threads(),
        Duration.ofMillis(config.stuck_ms()),
        config.stuck_per_hour());
  }

  private static void positive(String key, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(key + " must be positive, was " + value);
    }
  }
}
