package io.weir.outbox.sqlite;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is wrong, in a sentence for the operator; said once in the log. Any thread. */
final class Health {
  private static final Logger LOG = LoggerFactory.getLogger(Health.class);

  private String now = "the database is being opened and checked";
  private String lasting = "";

  /** It does not work, and will not by itself. */
  synchronized void broken(String sentence) {
    change(sentence);
  }

  synchronized void failed(Exception cause) {
    change("the disk or the database fails: " + cause.getMessage());
  }

  synchronized void works() {
    change("");
  }

  /** Something happened that stays worth knowing until the next start. */
  synchronized void remember(String sentence) {
    lasting = sentence;
    LOG.atWarn().log(sentence);
  }

  private void change(String sentence) {
    if (!now.equals(sentence)) {
      now = sentence;
      if (sentence.isEmpty()) {
        LOG.atInfo().log("the outbox works");
      } else {
        LOG.atWarn().log(sentence);
      }
    }
  }

  synchronized String sentence() {
    return now.isEmpty() ? lasting : now;
  }
}
