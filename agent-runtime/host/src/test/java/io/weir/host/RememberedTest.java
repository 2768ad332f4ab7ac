package io.weir.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RememberedTest {
  private final Remembered remembered = new Remembered();

  @Test
  void anIdIsNewThenRunningThenAnswered() {
    assertThat(remembered.begin("a", 0)).isNull();
    assertThat(remembered.begin("a", 0)).isSameAs(Remembered.RUNNING);
    remembered.answered("a", new byte[] {1}, 0);
    assertThat(remembered.begin("a", 0)).containsExactly(1);
    remembered.forget("a");
    assertThat(remembered.begin("a", 0)).isNull();
  }

  @Test
  void afterADayAnIdIsNewAgain() {
    remembered.begin("a", 0);
    remembered.answered("a", new byte[] {1}, 0);
    assertThat(remembered.begin("a", Duration.ofDays(1).toNanos() - 1)).containsExactly(1);
    assertThat(remembered.begin("a", Duration.ofDays(1).toNanos())).isNull();
  }

  @Test
  void theOldestAnswersGoWhenThereAreTooManyBytesButNothingThatRuns() {
    remembered.begin("running", 0);
    for (int i = 0; i < 20; i++) {
      remembered.begin("big" + i, 0);
      remembered.answered("big" + i, new byte[60_000], 0);
    }
    assertThat(remembered.begin("running", 0)).isSameAs(Remembered.RUNNING);
    assertThat(remembered.begin("big19", 0)).hasSize(60_000);
    assertThat(remembered.begin("big0", 0)).isNull();
  }

  @Test
  void whatWasAnsweredOutlivesAKillAndWhatRanIsNotRunAgain(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("host/answers");
    byte[] interrupted = {9};
    Remembered killed = new Remembered(new AnswerFile(file), interrupted, 0);
    killed.begin("done", 0);
    killed.answered("done", new byte[] {1, 2}, 0);
    killed.begin("ran", 0);
    killed.begin("busy", 0);
    killed.forget("busy");
    // not closed: killed in the middle of a line
    Files.writeString(file, "aGFsZg==", StandardOpenOption.APPEND);

    Remembered next = new Remembered(new AnswerFile(file), interrupted, 0);
    assertThat(next.begin("done", 0)).containsExactly(1, 2);
    assertThat(next.begin("ran", 0)).containsExactly(9);
    assertThat(next.begin("busy", 0)).isNull();
    assertThat(next.begin("half", 0)).isNull();
    next.close();
  }

  @Test
  void theFileStaysSmall(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("answers");
    try (Remembered written = new Remembered(new AnswerFile(file), new byte[1], 0)) {
      for (int i = 0; i < 200; i++) {
        written.begin("big" + i, 0);
        written.answered("big" + i, new byte[60_000], 0);
      }
    }
    assertThat(Files.size(file)).isLessThan(3 << 20);
  }

  @Test
  void aFileThatCannotBeUsedCostsOnlyItself(@TempDir Path folder) throws Exception {
    Path file = Files.createFile(folder.resolve("notAFolder")).resolve("answers");
    try (Remembered memory = new Remembered(new AnswerFile(file), new byte[1], 0)) {
      assertThat(memory.begin("a", 0)).isNull();
      assertThat(memory.begin("a", 0)).isSameAs(Remembered.RUNNING);
    }
  }
}
