package io.weir.fleet.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.weir.fleet.device.AgentRecords;
import io.weir.fleet.device.Devices;
import io.weir.fleet.series.Head;
import io.weir.fleet.store.DeviceTable.Device;
import io.weir.fleet.store.GapTable;
import io.weir.fleet.store.ServiceTable;
import io.weir.fleet.web.Route.Who;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Gateways, their services and series. */
final class DeviceApi {
  private static final String DEVICE = "/api/v1/devices/{serial}";

  private final Devices devices;
  private final Clock clock;

  DeviceApi(Devices devices, Clock clock) {
    this.devices = devices;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/api/v1/devices", Who.USER, this::all),
        Route.get(DEVICE, Who.USER, this::one),
        Route.get(DEVICE + "/series", Who.USER, this::series),
        Route.get(
            DEVICE + "/accounting",
            Who.USER,
            context -> context.json(devices.accounting(device(devices, context)))));
  }

  /** A gateway in the list. */
  record Summary(
      String serial,
      boolean online,
      String lastSeen,
      Double lagSeconds,
      Double backlogRecords,
      Double backlogAgeSeconds,
      long gapRecords,
      Map<String, Long> gapReasons,
      long thinnedRecords,
      long thinnedPoints,
      long records,
      String agentVersion,
      Double clockOffsetSeconds) {}

  /** A series in the list. */
  record Series(
      String name,
      String unit,
      String kind,
      String metricType,
      String first,
      String last,
      long count,
      Object latest) {}

  static Device device(Devices devices, Context context) {
    String serial = context.pathParam("serial");
    return devices
        .find(serial)
        .orElseThrow(() -> Problem.notFound("no gateway \"" + serial + "\""));
  }

  private void all(Context context) {
    List<Device> all = devices.all();
    Map<Long, Map<String, Long>> reasons = devices.gapReasons(all);
    context.json(
        Map.of("devices", all.stream().map(one -> summary(one, reasons.get(one.id()))).toList()));
  }

  private void one(Context context) {
    Device device = device(devices, context);
    ObjectNode node = Bodies.MAPPER.valueToTree(summary(device, devices.gapReasons(device)));
    devices.services(device.id()).forEach(service -> node.withArray("services").add(json(service)));
    node.withArray("services");
    node.set(
        "losses",
        Bodies.MAPPER.valueToTree(devices.losses(device).stream().map(DeviceApi::loss).toList()));
    context.json(node);
  }

  /** Why records are missing, of one kind. */
  record Loss(String reason, long gaps, long records, String from, String to) {}

  private static Loss loss(GapTable.Loss loss) {
    return new Loss(
        loss.reason(), loss.gaps(), loss.records(), time(loss.firstUs()), time(loss.lastUs()));
  }

  private static String time(Long micros) {
    return micros == null ? null : Times.text(micros / 1e6);
  }

  private Summary summary(Device device, Map<String, Long> gapReasons) {
    double now = clock.millis() / 1000.0;
    AgentRecords agent = new AgentRecords(devices, device.id());
    return new Summary(
        device.serial(),
        device.online(),
        Times.text(device.seenMs()),
        device.newestUs() == null ? null : Math.max(0, now - device.newestUs() / 1e6),
        agent.backlogRecords(),
        agent.backlogAgeSeconds(),
        device.gapRecords(),
        gapReasons,
        device.thinnedRecords(),
        device.thinnedPoints(),
        device.records(),
        device.agentVersion(),
        device.clockOffsetMs() == null ? null : device.clockOffsetMs() / 1000.0);
  }

  /** The service's own description, with what the fleet knows better on top. */
  static ObjectNode json(ServiceTable.Service service) {
    ObjectNode node = Bodies.MAPPER.createObjectNode();
    node.put("name", service.name());
    node.put("state", service.state());
    Bodies.json(service.description())
        .properties()
        .forEach(
            field -> {
              if (!node.has(field.getKey())) {
                node.set(field.getKey(), field.getValue());
              }
            });
    return node;
  }

  private void series(Context context) {
    Device device = device(devices, context);
    Map<String, String> types = metricTypes(device.id());
    context.json(
        Map.of(
            "series",
            devices.series(device.id()).stream().map(one -> series(one, types)).toList()));
  }

  private static Series series(Head.Summary one, Map<String, String> types) {
    return new Series(
        one.name(),
        one.unit(),
        one.kind(),
        types.get(one.name()),
        Times.text(one.firstS()),
        Times.text(one.lastS()),
        one.count(),
        one.latest());
  }

  /** What the services declare: TEMPORAL or INCREMENTAL by the metric's name. */
  private Map<String, String> metricTypes(long deviceId) {
    Map<String, String> types = new HashMap<>();
    for (ServiceTable.Service service : devices.services(deviceId)) {
      for (JsonNode metric : Bodies.json(service.description()).path("metrics")) {
        if (metric.path("type").isTextual()) {
          types.put(metric.path("name").asText(), metric.path("type").asText());
        }
      }
    }
    return types;
  }
}
