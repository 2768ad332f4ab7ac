package io.weir.samples.switches;

/**
 * What a route answers.
 *
 * @param status HTTP status
 * @param type content type
 */
record Response(int status, String type, String body) {

  static Response csv(String body) {
    return new Response(200, "text/csv; charset=utf-8", body);
  }

  static Response json(String body) {
    return new Response(200, "application/json", body);
  }

  static Response text(int status, String body) {
    return new Response(status, "text/plain; charset=utf-8", body);
  }
}
