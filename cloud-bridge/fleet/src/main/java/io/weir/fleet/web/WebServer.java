package io.weir.fleet.web;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import io.javalin.http.NotFoundResponse;
import io.javalin.json.JavalinJackson;
import io.weir.fleet.access.Access;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP server: routes, who may use them, errors and headers. Any thread. */
public final class WebServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);
  private static final int THREADS = 40;

  private final Javalin javalin;

  /**
   * Starts to listen.
   *
   * @throws WebException if it cannot: the port is taken, or the address is not this machine's
   */
  WebServer(Listen listen, Access access, List<Route> routes) {
    Guard guard = new Guard(access);
    javalin = Javalin.create(config -> configure(config, listen, guard, routes));
    try {
      javalin.start();
    } catch (RuntimeException e) {
      javalin.stop();
      throw new WebException("cannot listen on " + listen.host() + ":" + listen.port(), e);
    }
  }

  /** The port it listens on. */
  public int port() {
    return javalin.port();
  }

  private static void configure(
      JavalinConfig config, Listen listen, Guard guard, List<Route> routes) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.strictContentTypes = false;
    config.http.defaultContentType = "text/plain";
    config.http.prefer405over404 = true;
    config.jsonMapper(new JavalinJackson(Bodies.MAPPER, false));
    QueuedThreadPool pool = new QueuedThreadPool(THREADS, 4);
    pool.setName("weir-http");
    pool.setDaemon(true);
    config.jetty.threadPool = pool;
    config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
    config.jetty.addConnector(listen::connector);
    config.routes.before(context -> Headers.put(context, listen.isSecure()));
    config.routes.beforeMatched(guard::check);
    for (Route route : routes) {
      config.routes.addHttpHandler(route.method(), route.path(), route.handler(), route.role());
    }
    config.routes.exception(Problem.class, (problem, context) -> answer(context, problem));
    config.routes.exception(
        NotFoundResponse.class,
        (e, context) -> answer(context, Problem.notFound(context.method() + " " + context.path())));
    config.routes.exception(MethodNotAllowedResponse.class, WebServer::notAllowed);
    config.routes.exception(
        HttpResponseException.class,
        (e, context) ->
            answer(context, Problem.other(e.getStatus(), "The request failed", e.getMessage())));
    config.routes.exception(
        Exception.class,
        (e, context) -> {
          LOG.atError().addKeyValue("path", context.path()).setCause(e).log("request failed");
          answer(
              context,
              Problem.other(500, "The fleet failed", "this is a fault of the fleet, not yours"));
        });
    config.jetty.modifyServer(
        server -> server.setErrorHandler(new RefusedRequests(listen.isSecure())));
  }

  /** Says which methods the path has (RFC 9110 s15.5.6). */
  private static void notAllowed(MethodNotAllowedResponse e, Context context) {
    Set<String> methods = new TreeSet<>();
    e.getDetails().values().forEach(some -> methods.addAll(List.of(some.split(", *"))));
    if (methods.contains("GET")) {
      methods.add("HEAD");
    }
    String allowed = String.join(", ", methods);
    context.header("Allow", allowed);
    answer(context, Problem.notAllowed(context.method().name(), allowed));
  }

  private static void answer(Context context, Problem problem) {
    context.status(problem.status());
    if (problem.retryAfterSeconds() > 0) {
      context.header("Retry-After", Long.toString(problem.retryAfterSeconds()));
    }
    if (problem.status() == 401) {
      context.header("WWW-Authenticate", "Bearer");
    }
    context.header("Cache-Control", "no-store");
    context.json(problem.body()).contentType(Problem.TYPE);
  }

  @Override
  public void close() {
    javalin.stop();
  }
}
