package io.weir.host;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ids and their answers on disk, a line each, so that an agent that was killed knows what it has
 * begun and answered. Written, not forced: a power cut may take the newest lines, and the cloud's
 * commands have the outbox's journal for that. A file that cannot be used costs the memory of it
 * and nothing else. One thread at a time.
 */
final class AnswerFile implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("io.weir.host");
  private static final long MOST_BYTES = 2 << 20;
  private static final String RUNNING = "-";

  private final Path file;
  private BufferedWriter out;
  private long bytes;

  AnswerFile(Path file) {
    this.file = file;
  }

  /** What was written before: id to answer, {@link Remembered#RUNNING} for one without. */
  Map<String, byte[]> read() {
    Map<String, byte[]> all = new LinkedHashMap<>();
    try {
      for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
        take(line, all);
      }
    } catch (NoSuchFileException e) {
      LOG.atDebug().log("no answers of an earlier run");
    } catch (IOException e) {
      LOG.atWarn().addKeyValue("file", file).setCause(e).log("earlier answers cannot be read");
    }
    return all;
  }

  private static void take(String line, Map<String, byte[]> all) {
    int tab = line.indexOf('\t');
    try {
      String id =
          new String(
              Base64.getDecoder().decode(line.substring(0, Math.max(0, tab))),
              StandardCharsets.UTF_8);
      String answer = line.substring(tab + 1);
      all.remove(id); // the newest is the last
      if (tab > 0 && !answer.isEmpty()) {
        all.put(
            id, answer.equals(RUNNING) ? Remembered.RUNNING : Base64.getDecoder().decode(answer));
      }
    } catch (IllegalArgumentException e) {
      LOG.atDebug().setCause(e).log("a line that was cut short is skipped");
    }
  }

  /** Begins a new file with these. */
  void rewrite(Map<String, byte[]> all) {
    try {
      close();
      Files.createDirectories(file.getParent());
      Path fresh = file.resolveSibling(file.getFileName() + ".new");
      List<String> lines =
          all.entrySet().stream().map(e -> line(e.getKey(), e.getValue())).toList();
      Files.write(fresh, lines, StandardCharsets.UTF_8);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      bytes = Files.size(file);
      out = Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    } catch (IOException e) {
      LOG.atWarn().addKeyValue("file", file).setCause(e).log("answers are kept in memory only");
    }
  }

  /**
   * Writes one down; an empty answer forgets it.
   *
   * @param answer {@link Remembered#RUNNING}, an answer, or null to forget
   * @return false if the file has grown too large and has to be written anew
   */
  boolean add(String id, byte[] answer) {
    if (out == null) {
      return true;
    }
    try {
      String line = line(id, answer);
      out.write(line);
      out.newLine();
      out.flush();
      bytes += line.length() + 1;
    } catch (IOException e) {
      LOG.atWarn().addKeyValue("file", file).setCause(e).log("answers are kept in memory only");
      out = null;
    }
    return bytes <= MOST_BYTES;
  }

  private static String line(String id, byte[] answer) {
    Base64.Encoder encoder = Base64.getEncoder();
    String text =
        answer == null
            ? ""
            : answer == Remembered.RUNNING ? RUNNING : encoder.encodeToString(answer);
    return encoder.encodeToString(id.getBytes(StandardCharsets.UTF_8)) + '\t' + text;
  }

  @Override
  public void close() {
    try {
      if (out != null) {
        out.close();
      }
    } catch (IOException e) {
      LOG.atWarn().addKeyValue("file", file).setCause(e).log("it does not close");
    }
    out = null;
  }
}
