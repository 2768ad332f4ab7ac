package io.weir.cli;

import java.io.PrintWriter;

/** How far something is: one line that changes at a terminal, a line each tenth elsewhere. */
final class Progress {
  private static final int STEP = 10;
  private final PrintWriter err;
  private final long total;
  private final boolean terminal = System.console() != null;
  private long done;
  private long said;

  Progress(PrintWriter err, long total) {
    this.err = err;
    this.total = total;
  }

  void add(long more) {
    done += more;
    long percent = total == 0 ? 100 : done * 100 / total;
    if (percent >= said + STEP || terminal && percent > said || percent == 100 && said < 100) {
      said = percent;
      String line = percent + " %  " + Words.count(done) + " of " + Words.count(total);
      err.print(terminal ? "\r" + line + (percent == 100 ? "\n" : "") : line + "\n");
      err.flush();
    }
  }
}
