package io.weir.samples.temperature;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;

/**
 * The machine's first temperature sensor where the kernel shows one ({@code
 * /sys/class/hwmon/*}{@code /temp1_input}, thousandths of a degree Celsius), else a room that warms
 * and cools within a degree of 21 °C. One thread.
 */
final class Thermometer {

  private static final double KELVIN = 273.15;

  private final Optional<Path> sensor;
  private final Random random = new Random();
  private double room = 21;
  private String unit = "Cel";

  Thermometer() {
    this(Path.of("/sys/class/hwmon"));
  }

  Thermometer(Path hwmon) {
    sensor = first(hwmon);
  }

  /** The temperature in the unit in use, to a hundredth. */
  double read() throws IOException {
    double celsius = sensor.isPresent() ? measured(sensor.get()) : simulated();
    double value = "K".equals(unit) ? celsius + KELVIN : celsius;
    return Math.round(value * 100) / 100.0;
  }

  /** From now on in this unit, "K" or "Cel". */
  void use(String unit) {
    this.unit = unit;
  }

  private static double measured(Path input) throws IOException {
    return Long.parseLong(Files.readString(input).strip()) / 1000.0;
  }

  /** A random walk that is drawn back to 21 °C. */
  private double simulated() {
    room += 0.1 * (21 - room) + 0.1 * (random.nextDouble() - 0.5);
    return room;
  }

  private static Optional<Path> first(Path hwmon) {
    if (!Files.isDirectory(hwmon)) {
      return Optional.empty();
    }
    try (DirectoryStream<Path> chips = Files.newDirectoryStream(hwmon)) {
      for (Path chip : chips) {
        Path input = chip.resolve("temp1_input");
        if (Files.isReadable(input)) {
          return Optional.of(input);
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + hwmon, e);
    }
  }
}
