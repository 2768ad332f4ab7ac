package io.weir.samples.hostmetrics;

import io.weir.plugin.Metric;
import io.weir.plugin.Readings;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The machine's temperatures in degrees Celsius: {@code temp:<chip>:<sensor>} from {@code
 * /sys/class/hwmon} and {@code temp:<zone>} from {@code /sys/class/thermal}. Many machines, and all
 * virtual ones, have none.
 */
final class Temperatures {

  private final Path hwmon;
  private final Path thermal;

  Temperatures(Path root) {
    hwmon = root.resolve("sys/class/hwmon");
    thermal = root.resolve("sys/class/thermal");
  }

  void sample(Readings out) throws IOException {
    for (Path chip : list(hwmon, "hwmon*")) {
      chip(out, chip);
    }
    for (Path zone : list(thermal, "thermal_zone*")) {
      String name = text(zone.resolve("type")).orElse(zone.getFileName().toString());
      put(out, "temp:" + Name.of(name), zone.resolve("temp"));
    }
  }

  private static void chip(Readings out, Path chip) throws IOException {
    String name = text(chip.resolve("name")).orElse(chip.getFileName().toString());
    for (Path input : list(chip, "temp*_input")) {
      String sensor = input.getFileName().toString().replace("_input", "");
      String label = text(chip.resolve(sensor + "_label")).orElse(sensor);
      put(out, "temp:" + Name.of(name) + ":" + Name.of(label), input);
    }
  }

  private static void put(Readings out, String name, Path input) {
    text(input)
        .ifPresent(
            thousandths ->
                out.put(Metric.number(name, "Cel"), Long.parseLong(thousandths) / 1000.0));
  }

  private static List<Path> list(Path folder, String glob) throws IOException {
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, glob)) {
        entries.forEach(found::add);
      }
    }
    Collections.sort(found);
    return found;
  }

  /** A sensor that is switched off or asleep answers with an error: it has no reading now. */
  private static Optional<String> text(Path file) {
    try {
      return Optional.of(Files.readString(file).strip()).filter(text -> !text.isEmpty());
    } catch (IOException asleep) {
      return Optional.empty();
    }
  }
}
