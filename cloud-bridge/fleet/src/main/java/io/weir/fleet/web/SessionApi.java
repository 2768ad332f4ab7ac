package io.weir.fleet.web;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import io.weir.fleet.access.Access;
import io.weir.fleet.web.Route.Who;
import java.util.List;
import java.util.Map;

/** Log-in and log-out of people. */
final class SessionApi {
  private static final String PATH = "/api/v1/session";

  private final Access access;

  SessionApi(Access access) {
    this.access = access;
  }

  List<Route> routes() {
    return List.of(
        Route.post(PATH, Who.ANYBODY, this::logIn),
        Route.get(PATH, Who.USER, context -> context.json(Map.of("user", Guard.user(context)))),
        Route.delete(PATH, Who.USER, this::logOut));
  }

  /** What a log-in needs. */
  record LogIn(String user, String password) {}

  private void logIn(Context context) throws InterruptedException {
    LogIn logIn = Bodies.read(context, LogIn.class);
    if (logIn.user() == null || logIn.password() == null) {
      throw Problem.invalid("user", "expected user and password");
    }
    Access.Attempt attempt = access.logIn(logIn.user(), logIn.password(), context.ip());
    if (attempt instanceof Access.Granted granted) {
      context.cookie(cookie(context, granted.secret(), (int) Access.SESSION.toSeconds()));
      context.status(204);
    } else if (attempt instanceof Access.TooMany many) {
      throw Problem.tooMany(Math.max(1, many.pause().toSeconds() + 1));
    } else {
      throw Problem.denied();
    }
  }

  private void logOut(Context context) {
    String secret = context.cookie(Guard.COOKIE);
    if (secret != null) {
      access.logOut(secret);
    }
    context.cookie(cookie(context, "", 0));
    context.status(204);
  }

  private static Cookie cookie(Context context, String value, int seconds) {
    Cookie cookie = new Cookie(Guard.COOKIE, value);
    cookie.setPath("/");
    cookie.setMaxAge(seconds);
    cookie.setHttpOnly(true);
    cookie.setSecure(context.scheme().equals("https"));
    cookie.setSameSite(SameSite.STRICT);
    return cookie;
  }
}
