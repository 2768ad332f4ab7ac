package io.weir.samples.switches;

import java.time.Clock;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Switches that are not there: 10 to 100 Mbit/s, 0.1 to 10 ms, 0 to 10 errors. */
final class SimulatedSwitches implements Switches {

  private final int count;
  private final RandomGenerator random;
  private final Clock clock;

  SimulatedSwitches(int count, RandomGenerator random, Clock clock) {
    this.count = count;
    this.random = random;
    this.clock = clock;
  }

  @Override
  public List<Counters> read() {
    return IntStream.range(0, count).mapToObj(i -> counters("switch-" + i)).toList();
  }

  private Counters counters(String id) {
    double mbps = random.nextDouble(10, 100);
    double in = mbps * random.nextDouble(0.3, 0.7);
    return new Counters(
        id, in, mbps - in, random.nextDouble(0.1, 10), random.nextInt(11), clock.instant());
  }
}
