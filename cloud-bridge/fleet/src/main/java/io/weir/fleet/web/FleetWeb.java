package io.weir.fleet.web;

import io.weir.fleet.access.Access;
import io.weir.fleet.command.Commands;
import io.weir.fleet.device.Devices;
import io.weir.fleet.ingest.Arrival;
import io.weir.fleet.link.DeviceAccess;
import io.weir.fleet.link.Mailbox;
import io.weir.fleet.link.Presence;
import io.weir.fleet.link.SignedAccess;
import io.weir.fleet.series.PointQuery;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Puts the parts of the web end together. */
public record FleetWeb(
    Access access,
    Devices devices,
    PointQuery points,
    Commands commands,
    Map<String, BooleanSupplier> ready,
    Supplier<String> metrics,
    Clock clock,
    Link link) {

  /** What gateways over HTTPS need. */
  public record Link(
      DeviceAccess access,
      SignedAccess signed,
      Predicate<Arrival> ingest,
      Mailbox mailbox,
      Presence presence) {}

  /** Starts to listen. */
  public WebServer start(Listen listen) {
    return new WebServer(listen, access, routes());
  }

  /** All routes, in the order in which they are tried. */
  List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    routes.addAll(new HealthApi(ready, metrics).routes());
    routes.addAll(new SessionApi(access).routes());
    routes.addAll(new DeviceApi(devices, clock).routes());
    routes.addAll(new PointApi(devices, points, clock).routes());
    routes.addAll(new SampleApi(devices, clock).routes());
    routes.addAll(new CommandApi(devices, commands).routes());
    routes.addAll(LinkApi.routes(link, devices, commands, clock));
    routes.addAll(new OpenApi().routes());
    routes.addAll(new Pages().routes());
    return routes;
  }
}
