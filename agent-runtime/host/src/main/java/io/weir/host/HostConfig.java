package io.weir.host;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What may be set in {@code io.weir.host.cfg}. */
@ObjectClassDefinition(name = "Plugin host", description = "How plugins are run and bounded")
@interface HostConfig {

  @AttributeDefinition(description = "Time after which a plugin's state is published again")
  long heartbeat_ms() default 30_000;

  @AttributeDefinition(description = "Shortest period of a sampler; shorter ones are lengthened")
  long period_floor_ms() default 10;

  @AttributeDefinition(description = "Time that activation and describe may take together")
  long describe_ms() default 30_000;

  @AttributeDefinition(description = "Time that one call of a sampler may take")
  long sample_ms() default 30_000;

  @AttributeDefinition(description = "Time that a command may take, its wait included")
  long command_ms() default 30_000;

  @AttributeDefinition(description = "Time that a long command may take without a deadline")
  long long_command_ms() default 600_000;

  @AttributeDefinition(description = "Commands of one plugin that may wait; more are busy")
  int command_queue() default 16;

  @AttributeDefinition(description = "Readings a second of one plugin; more are dropped")
  int readings_per_second() default 20_000;

  @AttributeDefinition(
      description = "Share of one core for a plugin's samplers; with more they are called later")
  int cpu_percent() default 50;

  @AttributeDefinition(
      description = "Megabytes a second that a plugin may allocate; with more it is called later")
  int allocation_mb_per_second() default 32;

  @AttributeDefinition(description = "Metrics of one plugin; readings of more are dropped")
  int metrics() default 2_000;

  @AttributeDefinition(description = "Threads of one plugin; with more it is quarantined")
  int threads() default 100;

  @AttributeDefinition(description = "Time that a plugin may be stuck before it is quarantined")
  long stuck_ms() default 300_000;

  @AttributeDefinition(description = "How often an hour a plugin may get stuck")
  int stuck_per_hour() default 5;

  @AttributeDefinition(
      description = "Time that a plugin's threads may use too much before it is quarantined")
  long over_budget_ms() default 60_000;
}
