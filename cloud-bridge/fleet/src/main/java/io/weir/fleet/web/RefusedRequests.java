package io.weir.fleet.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Answers what Jetty refuses before it reaches a route (RFC 9110 s15.5: a request line or header
 * that is none, too long, or of another protocol) in the same form as everything else that is
 * wrong: RFC 9457. Any thread.
 */
final class RefusedRequests extends ErrorHandler {
  private final boolean secure;

  /**
   * @param secure whether the server has TLS
   */
  RefusedRequests(boolean secure) {
    this.secure = secure;
  }

  /** With any method: a client that sends another one reads the answer too. */
  @Override
  public boolean errorPageForMethod(String method) {
    return true;
  }

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int status,
      String message,
      Throwable cause,
      Callback callback) {
    String title = HttpStatus.getMessage(status);
    // what went wrong inside is nobody's business outside
    String detail = status == 500 ? "" : Objects.requireNonNullElse(message, title);
    HttpFields.Mutable headers = response.getHeaders();
    Headers.each(secure, headers::put);
    headers.put(HttpHeader.CACHE_CONTROL, "no-store");
    headers.put(HttpHeader.CONTENT_TYPE, Problem.TYPE);
    response.write(true, ByteBuffer.wrap(body(Problem.other(status, title, detail))), callback);
  }

  private static byte[] body(Problem problem) {
    try {
      return Bodies.MAPPER.writeValueAsBytes(problem.body());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a problem cannot be written as JSON", e);
    }
  }
}
