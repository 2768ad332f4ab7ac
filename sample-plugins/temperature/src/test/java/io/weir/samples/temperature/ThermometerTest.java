package io.weir.samples.temperature;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThermometerTest {

  @TempDir Path sys;

  @Test
  void readsTheKernelsSensorInThousandths() throws IOException {
    Files.createDirectories(sys.resolve("hwmon0"));
    Files.createDirectories(sys.resolve("hwmon1"));
    Files.writeString(sys.resolve("hwmon1/temp1_input"), "45312\n");
    Thermometer thermometer = new Thermometer(sys);
    assertThat(thermometer.read()).isEqualTo(45.31);
    thermometer.use("K");
    assertThat(thermometer.read()).isEqualTo(318.46);
  }

  @Test
  void simulatesARoomWhereThereIsNoSensor() throws IOException {
    Thermometer thermometer = new Thermometer(sys.resolve("absent"));
    for (int i = 0; i < 1_000; i++) {
      assertThat(thermometer.read()).isBetween(20.0, 22.0);
    }
  }
}
