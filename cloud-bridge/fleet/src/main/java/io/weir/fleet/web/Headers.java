package io.weir.fleet.web;

import io.javalin.http.Context;

/** What every answer tells the browser to refuse. */
final class Headers {
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none';"
          + " form-action 'self'; frame-ancestors 'none'";

  private Headers() {}

  static void put(Context context, boolean secure) {
    context
        .header("Content-Security-Policy", POLICY)
        .header("X-Content-Type-Options", "nosniff")
        .header("X-Frame-Options", "DENY")
        .header("Referrer-Policy", "no-referrer")
        .header("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        .header("Cross-Origin-Opener-Policy", "same-origin")
        .header("Cross-Origin-Resource-Policy", "same-origin");
    if (secure) {
      context.header("Strict-Transport-Security", "max-age=31536000");
    }
    if (!context.path().startsWith("/assets/")) {
      context.header("Cache-Control", "no-store");
    }
  }
}
