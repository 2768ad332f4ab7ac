package io.weir.bridge.downlink;

import io.weir.senml.SenmlException;
import io.weir.senml.SenmlPack;
import io.weir.uplink.proto.Command;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/** What is wrong with a command before anybody is asked to run it. Pure; any thread. */
final class Checks {
  // bus.md: anything else is refused before it can become part of a subject
  private static final Pattern SERVICE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,62}");
  private static final int LONGEST_SHOWN = 80;

  /** The answer instead of running it. */
  record Verdict(String status, String message) {}

  private Checks() {}

  static Optional<Verdict> verdict(Command command, Instant now) {
    if (!SERVICE.matcher(command.getService()).matches()) {
      return verdict(
          "unknown_service",
          "service must match " + SERVICE + ", was " + shown(command.getService()));
    }
    if (expired(command, now)) {
      return verdict("expired", "the deadline was " + deadline(command) + ", it came at " + now);
    }
    if (command.getRequest().size() > SenmlPack.MAX_BYTES) {
      return verdict(
          "invalid",
          "a request has at most "
              + SenmlPack.MAX_BYTES
              + " bytes, found "
              + command.getRequest().size());
    }
    try {
      int records = SenmlPack.parse(command.getRequest().toByteArray()).records().size();
      return records == 1
          ? Optional.empty()
          : verdict("invalid", "a request is a pack of one record, found " + records);
    } catch (SenmlException e) {
      return verdict("invalid", "the request is not a SenML pack: " + e.getMessage());
    }
  }

  /** Whether it must not be run any more. A command without a deadline never expires. */
  static boolean expired(Command command, Instant now) {
    return command.getDeadlineMs() != 0 && !now.isBefore(deadline(command));
  }

  static Instant deadline(Command command) {
    return Instant.ofEpochMilli(command.getDeadlineMs());
  }

  private static Optional<Verdict> verdict(String status, String message) {
    return Optional.of(new Verdict(status, message));
  }

  private static String shown(String text) {
    return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
  }
}
