package io.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
  @TempDir Path folder;

  @Test
  void onlyTheOwnerMayReadIt() throws IOException {
    Path data = folder.resolve("data");
    try (DataFolder open = DataFolder.open(data)) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(open.path())))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void theTemporaryFolderIsEmptyAtEveryStartAndTheRestStays() throws IOException {
    try (DataFolder first = DataFolder.open(folder)) {
      Files.createDirectories(first.temporary().resolve("a/b"));
      Files.writeString(first.temporary().resolve("a/b/c.so"), "left behind");
      Files.writeString(folder.resolve("outbox.db"), "kept");
    }
    try (DataFolder second = DataFolder.open(folder)) {
      assertThat(second.temporary()).isEmptyDirectory();
      assertThat(folder.resolve("outbox.db")).hasContent("kept");
    }
  }

  @Test
  void aSecondAgentIsRefusedAndToldWhoHasIt() throws IOException {
    try (DataFolder open = DataFolder.open(folder)) {
      assertThatThrownBy(() -> DataFolder.open(open.path()))
          .isInstanceOf(RefusedStart.class)
          .hasMessageContaining("process " + ProcessHandle.current().pid());
    }
  }

  @Test
  void aFileInItsPlaceIsRefusedWithThePath() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> DataFolder.open(file.resolve("data")))
        .isInstanceOf(RefusedStart.class)
        .hasMessageContaining(file.toString());
  }
}
