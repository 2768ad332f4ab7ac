package io.weir.fleet.web;

import com.fasterxml.jackson.annotation.JsonInclude;

/** An answer that says what is wrong (RFC 9457); thrown by handlers. */
final class Problem extends RuntimeException {
  /** The media type (RFC 9457 s3). */
  static final String TYPE = "application/problem+json";

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String title;
  private final String field;
  private final long retryAfterSeconds;

  /** The body: {@code application/problem+json}. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Body(String type, String title, int status, String detail, String field) {}

  private Problem(int status, String title, String detail, String field, long retryAfter) {
    super(detail, null, false, false);
    this.status = status;
    this.title = title;
    this.field = field;
    this.retryAfterSeconds = retryAfter;
  }

  static Problem invalid(String field, String detail) {
    return new Problem(400, "The request is not valid", detail, field, 0);
  }

  static Problem conflict(String field, String detail) {
    return new Problem(409, "This is taken", detail, field, 0);
  }

  static Problem notLoggedIn() {
    return new Problem(401, "You are not logged in", "expected a session or an API token", null, 0);
  }

  static Problem denied() {
    return new Problem(401, "The log-in was refused", "user or password is wrong", null, 0);
  }

  static Problem forbidden(String detail) {
    return new Problem(403, "This is not allowed", detail, null, 0);
  }

  static Problem notFound(String what) {
    return new Problem(404, "There is no such thing", what, null, 0);
  }

  static Problem notAllowed(String method, String allowed) {
    return new Problem(
        405, "This method is not allowed", "expected " + allowed + ", was " + method, null, 0);
  }

  static Problem tooLarge(String detail) {
    return new Problem(413, "The request is too large", detail, null, 0);
  }

  static Problem tooMany(long retryAfterSeconds) {
    return new Problem(
        429,
        "Too many requests",
        "try again in " + retryAfterSeconds + " s",
        null,
        retryAfterSeconds);
  }

  static Problem busy(String detail, long retryAfterSeconds) {
    return new Problem(503, "The fleet cannot take this now", detail, null, retryAfterSeconds);
  }

  static Problem other(int status, String title, String detail) {
    return new Problem(status, title, detail, null, 0);
  }

  int status() {
    return status;
  }

  long retryAfterSeconds() {
    return retryAfterSeconds;
  }

  Body body() {
    return new Body("about:blank", title, status, getMessage(), field);
  }
}
