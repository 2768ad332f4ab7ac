package io.weir.fleet.web;

import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.javalin.security.RouteRole;

/**
 * A method on a path. All of them are in one list, so that a test can hold the OpenAPI document
 * against it.
 *
 * @param role who may use it
 */
record Route(HandlerType method, String path, Who role, Handler handler) {

  /** Who may use a route. */
  enum Who implements RouteRole {
    /** Anybody: health, log-in, and the pages themselves. */
    ANYBODY,
    /** A person with a session or a script with a token. */
    USER,
    /** A gateway with its token or certificate. */
    DEVICE
  }

  static Route get(String path, Who role, Handler handler) {
    return new Route(HandlerType.GET, path, role, handler);
  }

  static Route post(String path, Who role, Handler handler) {
    return new Route(HandlerType.POST, path, role, handler);
  }

  static Route delete(String path, Who role, Handler handler) {
    return new Route(HandlerType.DELETE, path, role, handler);
  }
}
