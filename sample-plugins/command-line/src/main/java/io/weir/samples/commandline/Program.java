package io.weir.samples.commandline;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a program on the calling thread, for so long and no longer. */
final class Program {

  /** What is printed beyond is not read: 64 KiB. */
  static final int MAX_BYTES = 64 * 1024;

  /**
   * What came of it.
   *
   * @param exit the exit code
   * @param text what it printed to standard output
   */
  record Output(int exit, String text, Duration took) {}

  private final List<String> command;
  private final Duration limit;

  Program(List<String> command, Duration limit) {
    this.command = command;
    this.limit = limit;
  }

  /**
   * @throws IOException if it cannot be started, or was killed because it did not end
   */
  Output run() throws IOException, InterruptedException {
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectInput(Redirect.from(new File("/dev/null")))
            .redirectError(Redirect.DISCARD)
            .start();
    try (InputStream out = process.getInputStream()) {
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      // never a blocking read: a grandchild may keep the pipe open for ever
      while (!process.waitFor(10, TimeUnit.MILLISECONDS)) {
        drain(out, text);
        if (System.nanoTime() - start > limit.toNanos()) {
          throw new IOException(command.get(0) + " did not end within " + limit.toMillis() + " ms");
        }
      }
      drain(out, text);
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      return new Output(process.exitValue(), text.toString(StandardCharsets.UTF_8), took);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static void drain(InputStream out, ByteArrayOutputStream text) throws IOException {
    for (int ready = out.available(); ready > 0; ready = out.available()) {
      byte[] bytes = out.readNBytes(ready);
      text.write(bytes, 0, Math.min(bytes.length, MAX_BYTES - text.size()));
    }
  }
}
