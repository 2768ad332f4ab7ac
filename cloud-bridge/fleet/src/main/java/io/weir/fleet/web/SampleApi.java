package io.weir.fleet.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.http.Context;
import io.weir.fleet.device.Devices;
import io.weir.fleet.ingest.Names;
import io.weir.fleet.series.PointQuery.Question;
import io.weir.fleet.series.Samples;
import io.weir.fleet.store.DeviceTable.Device;
import io.weir.fleet.store.StreamTable;
import io.weir.fleet.web.Route.Who;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Samples of signal frames by range of time: themselves, or their envelope. */
final class SampleApi {
  private final Devices devices;
  private final Clock clock;

  SampleApi(Devices devices, Clock clock) {
    this.devices = devices;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/api/v1/devices/{serial}/signals", Who.USER, this::signals),
        Route.get("/api/v1/devices/{serial}/samples", Who.USER, this::samples));
  }

  /** A stream of frames; samples, first and last are those of the newest. */
  record Signal(
      String name,
      JsonNode channels,
      long frames,
      double intervalSeconds,
      long samples,
      String first,
      String last) {}

  private void signals(Context context) {
    Device device = DeviceApi.device(devices, context);
    context.json(
        Map.of("signals", devices.streams(device.id()).stream().map(SampleApi::signal).toList()));
  }

  private static Signal signal(StreamTable.Stream stream) {
    return new Signal(
        stream.name(),
        Bodies.json(stream.channels()),
        stream.frames(),
        stream.intervalNs() / 1e9,
        stream.samples(),
        Times.text(stream.firstUs() / 1e6),
        Times.text(stream.lastUs() / 1e6));
  }

  /** The samples, or minimum, maximum, mean and number in buckets. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Body(
      String name,
      String channel,
      List<String> channels,
      String unit,
      String mode,
      boolean shortened,
      double[] t,
      double[] v,
      double[] min,
      double[] max,
      double[] mean,
      long[] count) {}

  private void samples(Context context) {
    Device device = DeviceApi.device(devices, context);
    Question asked = PointApi.question(context, device, clock);
    String stream = asked.name();
    Samples samples =
        new Samples(
            stream,
            Objects.requireNonNullElse(context.queryParam("channel"), ""),
            asked.from(),
            asked.to(),
            asked.budget());
    boolean whole =
        devices.frames(
            device.id(),
            (long) (asked.from() * 1e6),
            (long) (asked.to() * 1e6),
            frame ->
                samples.add(
                    frame.toBuilder()
                        .setStream(Names.own(device.serial(), frame.getStream()))
                        .build()));
    boolean raw = samples.isRaw();
    context.json(
        new Body(
            stream,
            samples.channel(),
            samples.channels(),
            samples.unit(),
            raw ? "raw" : "buckets",
            !whole,
            samples.times(),
            raw ? samples.values() : null,
            raw ? null : samples.min(),
            raw ? null : samples.max(),
            raw ? null : samples.mean(),
            raw ? null : samples.counts()));
  }
}
