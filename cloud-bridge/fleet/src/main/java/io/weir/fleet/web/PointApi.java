package io.weir.fleet.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.http.Context;
import io.weir.fleet.device.Devices;
import io.weir.fleet.series.PointQuery;
import io.weir.fleet.series.PointQuery.Answer;
import io.weir.fleet.series.PointQuery.Buckets;
import io.weir.fleet.series.PointQuery.Question;
import io.weir.fleet.series.PointQuery.Raw;
import io.weir.fleet.series.PointQuery.Span;
import io.weir.fleet.store.DeviceTable.Device;
import io.weir.fleet.store.GapTable;
import io.weir.fleet.web.Route.Who;
import java.time.Clock;
import java.util.List;

/** Points of a series by range of time. */
final class PointApi {
  private static final int DEFAULT_BUDGET = 1000;
  private static final int MAX_BUDGET = 20_000;
  private static final int MAX_GAPS = 1000;
  private static final double HOUR_S = 3600;

  private final Devices devices;
  private final PointQuery points;
  private final Clock clock;

  PointApi(Devices devices, PointQuery points, Clock clock) {
    this.devices = devices;
    this.points = points;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(Route.get("/api/v1/devices/{serial}/points", Who.USER, this::points));
  }

  /** A hole: seconds since 1970. */
  record Gap(double from, double to, long records, String reason) {}

  /** The points themselves. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record RawBody(
      String name,
      String unit,
      String kind,
      String mode,
      double[] t,
      Object[] v,
      int[] q,
      boolean shortened,
      List<Gap> gaps,
      List<Span> thinned) {}

  /** Buckets. */
  record BucketBody(
      String name,
      String unit,
      String kind,
      String mode,
      double width,
      double[] t,
      double[] min,
      double[] max,
      double[] mean,
      long[] count,
      List<Gap> gaps,
      List<Span> thinned) {}

  private void points(Context context) {
    Device device = DeviceApi.device(devices, context);
    Question question = question(context, device, clock);
    Answer answer =
        points
            .ask(question)
            .orElseThrow(
                () ->
                    Problem.notFound(
                        device.serial() + " has no series \"" + question.name() + "\""));
    List<Gap> gaps = gaps(device, question);
    if (answer instanceof Raw raw) {
      context.json(
          new RawBody(
              question.name(),
              raw.unit(),
              raw.kind(),
              "raw",
              raw.times(),
              raw.values(),
              raw.qualities().length == 0 ? null : raw.qualities(),
              raw.shortened(),
              gaps,
              raw.thinned()));
    } else if (answer instanceof Buckets buckets) {
      context.json(
          new BucketBody(
              question.name(),
              buckets.unit(),
              buckets.kind(),
              "buckets",
              buckets.widthS(),
              buckets.times(),
              buckets.min(),
              buckets.max(),
              buckets.mean(),
              buckets.count(),
              gaps,
              buckets.thinned()));
    }
  }

  /** What is asked for by name, from, to and budget. */
  static Question question(Context context, Device device, Clock clock) {
    String name = context.queryParam("name");
    if (name == null || name.isEmpty()) {
      throw Problem.invalid("name", "expected the name of a series");
    }
    String to = context.queryParam("to");
    String from = context.queryParam("from");
    double end = to == null ? clock.millis() / 1000.0 : Times.seconds("to", to);
    double begin = from == null ? end - HOUR_S : Times.seconds("from", from);
    if (begin > end) {
      throw Problem.invalid("from", "from must not be after to");
    }
    return new Question(device.id(), name, begin, end, budget(context));
  }

  private static int budget(Context context) {
    String text = context.queryParam("budget");
    if (text == null) {
      return DEFAULT_BUDGET;
    }
    try {
      int budget = Integer.parseInt(text);
      if (budget >= 1 && budget <= MAX_BUDGET) {
        return budget;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw Problem.invalid("budget", "budget must be 1 to " + MAX_BUDGET + ", was " + text);
  }

  private List<Gap> gaps(Device device, Question question) {
    return devices
        .holes(device.id(), (long) (question.from() * 1e6), (long) (question.to() * 1e6), MAX_GAPS)
        .stream()
        .map(PointApi::gap)
        .toList();
  }

  private static Gap gap(GapTable.Hole hole) {
    return new Gap(hole.firstUs() / 1e6, hole.lastUs() / 1e6, hole.records(), hole.reason());
  }
}
