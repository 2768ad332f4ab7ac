package io.weir.fleet.web;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.weir.fleet.access.Access;
import java.util.Optional;

/** Lets in who may come in. Runs before every matched route. */
final class Guard {
  static final String COOKIE = "weir_session";

  /** A page of another origin cannot set it without being asked about it (Fetch, CORS). */
  static final String CSRF_HEADER = "X-Weir";

  private static final String USER = "weir.user";
  private final Access access;

  Guard(Access access) {
    this.access = access;
  }

  void check(Context context) {
    if (!context.routeRoles().contains(Route.Who.USER)) {
      return;
    }
    String user =
        bearer(context)
            .map(token -> access.token(token).orElseThrow(Problem::notLoggedIn))
            .orElseGet(() -> session(context));
    context.attribute(USER, user);
  }

  private String session(Context context) {
    String secret = context.cookie(COOKIE);
    String user =
        Optional.ofNullable(secret).flatMap(access::session).orElseThrow(Problem::notLoggedIn);
    boolean safe =
        context.method().equals(HandlerType.GET) || context.method().equals(HandlerType.HEAD);
    if (!safe && !"1".equals(context.header(CSRF_HEADER))) {
      throw Problem.forbidden("expected the header " + CSRF_HEADER + ": 1 beside a cookie");
    }
    return user;
  }

  /** The name of who was let in. */
  static String user(Context context) {
    return context.attribute(USER);
  }

  static Optional<String> bearer(Context context) {
    String header = context.header("Authorization");
    return header != null && header.regionMatches(true, 0, "Bearer ", 0, 7)
        ? Optional.of(header.substring(7).trim())
        : Optional.empty();
  }
}
