package io.weir.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Hostile bytes: those that were kept, and a search for new ones, a few seconds in every build and
 * longer with {@code -Dweir.fuzz.seconds=3600}.
 */
@Tag("slow")
class FuzzTest {
  private static final Path KEPT = Path.of("src/test/resources/fuzz");
  private static final long SECONDS = Long.getLong("weir.fuzz.seconds", 4);

  @TempDir Path temporary;

  @Test
  void keptInputsAreReadOrRefused() throws IOException {
    try (Stream<Path> files = Files.list(KEPT)) {
      List<Path> kept = files.toList();
      assertThat(kept).isNotEmpty();
      for (Path file : kept) {
        FuzzTarget.fuzzerTestOneInput(Files.readAllBytes(file));
      }
    }
  }

  @Test
  void aSearchFindsNothing() throws Exception {
    Assumptions.assumeTrue(
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64"),
        "SKIPPED: Jazzer's native part is for Linux on x86-64");
    Path corpus = Files.createDirectories(Path.of("target/fuzz-corpus"));
    Path out = temporary.resolve("jazzer.txt");
    Process jazzer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=io.weir.uplink.FuzzTarget",
                "--instrumentation_includes=io.weir.uplink.**",
                "--custom_hook_includes=io.weir.uplink.**",
                "--reproducer_path=" + temporary,
                "-artifact_prefix=" + Path.of("target").toAbsolutePath() + "/",
                "-max_total_time=" + SECONDS,
                "-max_len=4096",
                "-timeout=30",
                "-rss_limit_mb=0",
                corpus.toString(),
                KEPT.toString())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    try {
      assertThat(jazzer.waitFor(SECONDS + 600, TimeUnit.SECONDS)).as("ended in time").isTrue();
    } finally {
      jazzer.destroyForcibly();
    }
    String said = Files.readString(out);
    assertThat(jazzer.exitValue()).as(said).isZero();
    assertThat(said).containsPattern("Done \\d+ runs");
    System.out.println(said.lines().filter(line -> line.startsWith("Done")).findFirst().orElse(""));
  }
}
