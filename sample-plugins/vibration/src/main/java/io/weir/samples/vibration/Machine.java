package io.weir.samples.vibration;

import java.util.List;
import java.util.Random;

/**
 * A simulated motor on an accelerometer of ±16 g: turns, hums, and has faults. An unbalance shows
 * once a revolution, a worn bearing as short rings several times a revolution. One thread.
 */
final class Machine {

  static final List<String> FAULTS = List.of("none", "unbalance", "bearing");

  static final double G_PER_COUNT = 16.0 / 32_768;

  /** Knocks of a bearing in each revolution: a common outer race of eight balls. */
  private static final double KNOCKS = 3.05;

  private final double samplesPerSecond;
  private final double turnsPerSecond;
  private final Random noise = new Random(1); // the same machine in every run
  private String fault = "none";
  private double severity;
  private long sample;

  Machine(double samplesPerSecond, double rpm) {
    this.samplesPerSecond = samplesPerSecond;
    this.turnsPerSecond = rpm / 60;
  }

  void give(String fault, double severity) {
    this.fault = fault;
    this.severity = severity;
  }

  /** The next samples of both axes, without a gap to those before. */
  short[][] read(int count) {
    short[][] axes = new short[2][count];
    for (int i = 0; i < count; i++, sample++) {
      double turn = sample / samplesPerSecond * turnsPerSecond;
      axes[0][i] = counts(acceleration(turn));
      axes[1][i] = counts(1 + acceleration(turn + 0.25)); // a quarter turn apart, and gravity
    }
    return axes;
  }

  private double acceleration(double turn) {
    double angle = 2 * Math.PI * turn;
    double healthy =
        0.05 * Math.sin(angle) + 0.02 * Math.sin(2 * angle) + 0.01 * noise.nextGaussian();
    return switch (fault) {
      case "unbalance" -> healthy + severity * Math.sin(angle);
      case "bearing" -> healthy + severity * knock(turn * KNOCKS);
      default -> healthy;
    };
  }

  /** Rings and dies away after each knock. */
  private static double knock(double knocks) {
    double since = knocks - Math.floor(knocks);
    return 2 * Math.exp(-12 * since) * Math.sin(2 * Math.PI * 20 * since);
  }

  private static short counts(double g) {
    return (short)
        Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, Math.round(g / G_PER_COUNT)));
  }
}
