package io.weir.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;

/**
 * Standard output that remembers what went wrong, where Java's own forgets it: a full disk is an
 * error, a reader that has seen enough ({@code weir history | head}) is none. One thread at a time.
 */
final class StandardOutput extends OutputStream {
  private final OutputStream out = new FileOutputStream(FileDescriptor.out);
  private IOException first;

  /** In the terminal's own encoding; a line is out when it is written. */
  PrintWriter writer() {
    Charset charset = Charset.forName(System.getProperty("native.encoding", "UTF-8"));
    return new PrintWriter(new OutputStreamWriter(this, charset), true);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    try {
      out.write(bytes, from, count);
    } catch (IOException e) {
      first = first == null ? e : first;
      throw e;
    }
  }

  /** Whether something that somebody waits for did not get out. */
  boolean lost() {
    return first != null && !String.valueOf(first.getMessage()).contains("Broken pipe");
  }

  int complain(PrintWriter err) {
    err.println("weir: not all of it could be written to standard output: " + first.getMessage());
    err.flush();
    return Exit.REFUSED;
  }
}
