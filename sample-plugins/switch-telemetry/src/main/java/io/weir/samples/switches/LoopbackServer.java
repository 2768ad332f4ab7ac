package io.weir.samples.switches;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers GET on a loopback port, each request on one of four threads. */
final class LoopbackServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LoopbackServer.class);

  private final HttpServer server;
  private final ExecutorService threads;

  /**
   * @param port 0 for any free one
   * @param routes by path; each gets what follows its path
   * @throws IOException if the port is taken
   */
  LoopbackServer(String host, int port, Map<String, Function<String, Response>> routes)
      throws IOException {
    server = HttpServer.create(new InetSocketAddress(host, port), 0);
    threads =
        Executors.newFixedThreadPool(
            4,
            work -> {
              Thread thread = new Thread(work, "weir-switch-http");
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(threads);
    Map<String, Tally> tallies = new ConcurrentSkipListMap<>();
    routes.forEach((path, route) -> mount(path, route, tallies));
    server.createContext("/metrics", exchange -> answer(exchange, metrics(tallies)));
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void mount(String path, Function<String, Response> route, Map<String, Tally> tallies) {
    Tally tally = tallies.computeIfAbsent(path.substring(1), Tally::new);
    server.createContext(
        path,
        exchange -> {
          long start = System.nanoTime();
          answer(exchange, respond(exchange, path, route));
          LOG.debug(tally.add((System.nanoTime() - start) / 1e9));
        });
  }

  private static Response respond(
      HttpExchange exchange, String path, Function<String, Response> route) {
    if (!"GET".equals(exchange.getRequestMethod())) {
      return Response.text(405, "Only GET is answered here");
    }
    String rest = exchange.getRequestURI().getPath().substring(path.length());
    if (!rest.isEmpty() && !rest.startsWith("/")) {
      return Response.text(404, "Not found");
    }
    try {
      return route.apply(rest);
    } catch (RuntimeException e) {
      LOG.atWarn().addKeyValue("path", path).setCause(e).log("request failed");
      return Response.text(500, "Internal error");
    }
  }

  private static void answer(HttpExchange exchange, Response response) throws IOException {
    try (exchange) {
      byte[] body = response.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", response.type());
      exchange.sendResponseHeaders(response.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static Response metrics(Map<String, Tally> tallies) {
    StringBuilder text =
        new StringBuilder("# TYPE switch_telemetry_request_duration_seconds histogram\n");
    tallies.values().forEach(tally -> text.append(tally.exposition()));
    return new Response(200, "text/plain; version=0.0.4; charset=utf-8", text.toString());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(2, TimeUnit.SECONDS)) {
        LOG.atWarn().log("a request still runs after 2 s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
