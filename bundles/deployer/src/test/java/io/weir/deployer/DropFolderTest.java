package io.weir.deployer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jars that come, change and go, also over a restart. */
class DropFolderTest {
  @TempDir private Path folder;

  @Test
  void aFileCountsOnceItLookedTheSameTwice() throws IOException {
    DropFolder drop = new DropFolder(folder, Map.of());
    Path jar = Files.writeString(folder.resolve("a.jar"), "1");
    assertThat(drop.look().arrived()).isEmpty();
    Files.writeString(jar, "12");
    assertThat(drop.look().arrived()).isEmpty();
    assertThat(drop.look().arrived()).containsExactly(jar);
    assertThat(drop.look().arrived()).isEmpty();
  }

  @Test
  void whatWasWorkedThroughIsNotTakenAgainAfterARestart() throws IOException {
    Path jar = Files.writeString(folder.resolve("a.jar"), "1");
    DropFolder drop = new DropFolder(folder, Map.of());
    drop.look();
    drop.look();
    Map<String, String> remembered = drop.settle("a.jar");
    DropFolder again = new DropFolder(folder, remembered);
    again.look();
    assertThat(again.look().arrived()).isEmpty();
    Files.writeString(jar, "another");
    again.look();
    assertThat(again.look().arrived()).containsExactly(jar);
  }

  @Test
  void aFolderThatIsNotThereSaysNothingOfWhatWasInIt() throws IOException {
    DropFolder drop = new DropFolder(folder.resolve("unmounted"), Map.of("a.jar", "look"));
    assertThat(drop.look().present()).containsExactly("a.jar");
  }
}
