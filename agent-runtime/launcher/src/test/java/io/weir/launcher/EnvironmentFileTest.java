package io.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentFileTest {
  @TempDir Path folder;

  @Test
  void readsAssignmentsAndTakesQuotesOff() throws IOException {
    assertThat(
            EnvironmentFile.read(
                file("# a comment\n; one more\n\nA=1\nB=\"two = 2\"\nC='3'\nD=\n")))
        .containsExactlyInAnyOrderEntriesOf(
            java.util.Map.of("A", "1", "B", "two = 2", "C", "3", "D", ""));
  }

  @Test
  void aMissingFileHoldsNothing() {
    assertThat(EnvironmentFile.read(folder.resolve("none"))).isEmpty();
  }

  @Test
  void aLineThatIsNoAssignmentIsRefusedWithItsPlaceAndWithoutItsText() throws IOException {
    assertThatThrownBy(() -> EnvironmentFile.read(file("A=1\nsecret-without-a-name\n")))
        .isInstanceOf(RefusedStart.class)
        .hasMessageContaining("line 2")
        .hasMessageNotContaining("secret");
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("agent.env"), text);
  }
}
