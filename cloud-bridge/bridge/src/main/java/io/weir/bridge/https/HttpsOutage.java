package io.weir.bridge.https;

import io.weir.bridge.tls.Causes;
import io.weir.bridge.uplink.Outage;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

/** Says what an answer other than success, or none, means for the next try. Pure. */
final class HttpsOutage {
  // an hour: whatever a server asks for, somebody looks after it sooner than that
  private static final Duration LONGEST = Duration.ofHours(1);

  private HttpsOutage() {}

  static Outage of(Throwable failure) {
    return Causes.refusedCertificate(failure)
        ? Outage.identity("the cloud does not accept our certificate: " + Causes.text(failure))
        : Outage.network(Causes.text(failure));
  }

  /** RFC 9110 s15. */
  static Outage of(HttpResponse<?> answer, Instant now) {
    int status = answer.statusCode();
    String said = "the cloud answers " + answer.request().uri().getPath() + " with " + status;
    return switch (status) {
      case 407 ->
          Outage.identity(
              "the proxy wants a user and a password, or does not accept ours (407):"
                  + " see proxy.user and proxy.password.file");
      case 401, 403 -> Outage.identity(said);
      case 429, 503 -> Outage.busy(said, retryAfter(answer, now));
      default -> Outage.network(said);
    };
  }

  /** Whether it is about the content: the same request will fail again. */
  static boolean permanent(int status) {
    return status == 400 || status == 413 || status == 415 || status == 422;
  }

  /** RFC 9110 s10.2.3: seconds or a date. */
  private static Duration retryAfter(HttpResponse<?> answer, Instant now) {
    String header = answer.headers().firstValue("Retry-After").orElse("").strip();
    Duration asked;
    try {
      asked =
          header.chars().allMatch(c -> c >= '0' && c <= '9') && !header.isEmpty()
              ? Duration.ofSeconds(Long.parseLong(header))
              : Duration.between(now, date(header));
    } catch (DateTimeParseException | NumberFormatException e) {
      return Duration.ZERO;
    }
    if (asked.isNegative()) {
      return Duration.ZERO;
    }
    return asked.compareTo(LONGEST) < 0 ? asked : LONGEST;
  }

  private static Instant date(String header) {
    return ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
  }
}
