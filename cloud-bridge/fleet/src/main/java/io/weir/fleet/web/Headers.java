package io.weir.fleet.web;

import io.javalin.http.Context;
import java.util.function.BiConsumer;

/** What every answer tells the browser to refuse. */
final class Headers {
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none';"
          + " form-action 'self'; frame-ancestors 'none'";

  private Headers() {}

  /** Those of every answer, by name and value. */
  static void each(boolean secure, BiConsumer<String, String> each) {
    each.accept("Content-Security-Policy", POLICY);
    each.accept("X-Content-Type-Options", "nosniff");
    each.accept("X-Frame-Options", "DENY");
    each.accept("Referrer-Policy", "no-referrer");
    each.accept("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
    each.accept("Cross-Origin-Opener-Policy", "same-origin");
    each.accept("Cross-Origin-Resource-Policy", "same-origin");
    if (secure) {
      each.accept("Strict-Transport-Security", "max-age=31536000");
    }
  }

  static void put(Context context, boolean secure) {
    each(secure, context::header);
    if (!context.path().startsWith("/assets/")) {
      context.header("Cache-Control", "no-store");
    }
  }
}
