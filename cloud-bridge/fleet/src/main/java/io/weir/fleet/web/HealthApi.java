package io.weir.fleet.web;

import io.javalin.http.Context;
import io.weir.fleet.web.Route.Who;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Alive, ready, and figures for a monitor. */
final class HealthApi {
  private final Map<String, BooleanSupplier> parts;
  private final Supplier<String> metrics;

  /**
   * @param parts what must be well for the fleet to be ready
   * @param metrics the Prometheus text exposition
   */
  HealthApi(Map<String, BooleanSupplier> parts, Supplier<String> metrics) {
    this.parts = parts;
    this.metrics = metrics;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/healthz", Who.ANYBODY, context -> context.json(Map.of("status", "ok"))),
        Route.get("/readyz", Who.ANYBODY, this::ready),
        Route.get(
            "/metrics",
            Who.USER,
            context ->
                context
                    .contentType("text/plain; version=0.0.4; charset=utf-8")
                    .result(metrics.get())));
  }

  private void ready(Context context) {
    Map<String, String> states = new LinkedHashMap<>();
    parts.forEach((name, good) -> states.put(name, good.getAsBoolean() ? "ok" : "down"));
    boolean ready = !states.containsValue("down");
    context
        .status(ready ? 200 : 503)
        .json(Map.of("status", ready ? "ready" : "not ready", "parts", states));
  }
}
