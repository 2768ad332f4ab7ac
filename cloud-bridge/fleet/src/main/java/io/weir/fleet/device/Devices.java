package io.weir.fleet.device;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.InvalidProtocolBufferException;
import io.weir.fleet.series.Head;
import io.weir.fleet.series.PointQuery;
import io.weir.fleet.store.Database;
import io.weir.fleet.store.DeviceTable;
import io.weir.fleet.store.DeviceTable.Device;
import io.weir.fleet.store.GapTable;
import io.weir.fleet.store.SegmentTable;
import io.weir.fleet.store.ServiceTable;
import io.weir.fleet.store.SignalTable;
import io.weir.fleet.store.StreamTable;
import io.weir.uplink.proto.Service;
import io.weir.uplink.proto.SignalFrame;
import io.weir.uplink.proto.Status;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gateways: what they say of themselves, and what the store counts of them. Any thread. */
public final class Devices {
  private static final Logger LOG = LoggerFactory.getLogger(Devices.class);
  // a few minutes of dense samples: 192 KiB each at the most
  private static final int MOST_FRAMES = 300;

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int MAX_SERVICES = 1000;

  private final Database database;
  private final Head head;
  private final PointQuery points;
  private final Clock clock;

  public Devices(Database database, Head head, PointQuery points, Clock clock) {
    this.database = database;
    this.head = head;
    this.points = points;
    this.clock = clock;
  }

  /**
   * Proof that each record is stored once: every figure is counted, and those that must agree come
   * from different tables.
   *
   * @param records what the gateway's counter of stored records says
   * @param identityRecords the sum over the identities of all segments
   * @param points all points, in blocks and in memory
   * @param signals all signal frames
   * @param expiredRecords records deleted for their age
   * @param gapRecords records that the gateway gave up; with {@code records - thinnedPoints +
   *     thinnedRecords} what it produced
   * @param gapReasons the same by the kind of the reason
   * @param thinnedRecords records in whose place summaries of a minute are stored
   * @param thinnedPoints those summaries
   */
  public record Accounting(
      String serial,
      long segments,
      long records,
      long identityRecords,
      long points,
      long signals,
      long expiredRecords,
      long gapRecords,
      Map<String, Long> gapReasons,
      long thinnedRecords,
      long thinnedPoints,
      long duplicateSegments,
      long duplicateRecords,
      long refusedSegments) {}

  public List<Device> all() {
    return database.read(DeviceTable::all);
  }

  public Optional<Device> find(String serial) {
    return database.read(handle -> DeviceTable.bySerial(handle, serial));
  }

  public List<ServiceTable.Service> services(long deviceId) {
    return database.read(handle -> ServiceTable.of(handle, deviceId));
  }

  public List<Head.Summary> series(long deviceId) {
    return head.series(deviceId);
  }

  /** The newest value of a series as a number, or null. */
  public Double latest(long deviceId, String name) {
    return head.series(deviceId, name)
        .map(Head.Summary::latest)
        .filter(Number.class::isInstance)
        .map(latest -> ((Number) latest).doubleValue())
        .orElse(null);
  }

  /** Holes that touch a range of time; where there are more than so many, neighbours as one. */
  public List<GapTable.Hole> holes(long deviceId, long fromUs, long toUs, int most) {
    return database.read(
        handle -> {
          List<GapTable.Hole> each = GapTable.holes(handle, deviceId, fromUs, toUs, most + 1);
          return each.size() <= most
              ? each
              : GapTable.merged(handle, deviceId, fromUs, toUs, (toUs - fromUs) / most + 1);
        });
  }

  /** What a gateway lost, by the kind of the reason, the most first. */
  public List<GapTable.Loss> losses(Device device) {
    return device.gapRecords() == 0 ? List.of() : database.read(handle -> losses(handle, device));
  }

  /** Gaps that are too old to be kept are one loss, without its times. */
  private static List<GapTable.Loss> losses(Handle handle, Device device) {
    List<GapTable.Loss> losses = GapTable.losses(handle, device.id());
    long known = losses.stream().mapToLong(GapTable.Loss::records).sum();
    if (device.gapRecords() > known) {
      losses.add(new GapTable.Loss("expired", 0, device.gapRecords() - known, null, null));
    }
    return losses;
  }

  private static Map<String, Long> reasons(List<GapTable.Loss> losses) {
    Map<String, Long> reasons = new TreeMap<>();
    losses.forEach(loss -> reasons.put(loss.reason(), loss.records()));
    return reasons;
  }

  /** Records lost by the kind of the reason. */
  public Map<String, Long> gapReasons(Device device) {
    return reasons(losses(device));
  }

  /** The same of all gateways by their ids, in one look: there may be thousands. */
  public Map<Long, Map<String, Long>> gapReasons(List<Device> all) {
    Map<Long, Map<String, Long>> known = database.read(GapTable::byKind);
    for (Device device : all) {
      Map<String, Long> reasons = known.computeIfAbsent(device.id(), id -> new TreeMap<>());
      long sum = reasons.values().stream().mapToLong(Long::longValue).sum();
      if (device.gapRecords() > sum) {
        reasons.put("expired", device.gapRecords() - sum);
      }
    }
    return known;
  }

  /** What a gateway's signal frames are. */
  public List<StreamTable.Stream> streams(long deviceId) {
    return database.read(handle -> StreamTable.of(handle, deviceId));
  }

  /**
   * Hands out the signal frames that touch a range of time, in its order.
   *
   * @return false if there are more than can be looked at in one answer
   */
  public boolean frames(long deviceId, long fromUs, long toUs, Consumer<SignalFrame> each) {
    List<byte[]> bodies =
        database.read(
            handle -> SignalTable.between(handle, deviceId, fromUs, toUs, MOST_FRAMES + 1));
    for (byte[] body : bodies.subList(0, Math.min(bodies.size(), MOST_FRAMES))) {
      try {
        each.accept(SignalFrame.parseFrom(body));
      } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
        LOG.atWarn().addKeyValue("device", deviceId).setCause(e).log("a stored frame is damaged");
      }
    }
    return bodies.size() <= MOST_FRAMES;
  }

  public Accounting accounting(Device device) {
    // on the writer's thread nothing is stored meanwhile: the figures are of one moment
    return database.write(
        handle -> {
          Device now = DeviceTable.bySerial(handle, device.serial()).orElseThrow();
          return new Accounting(
              now.serial(),
              now.segments(),
              now.records(),
              SegmentTable.records(handle, now.id()),
              points.storedPoints(now.id()),
              SignalTable.records(handle, now.id()),
              now.expiredRecords(),
              now.gapRecords(),
              reasons(losses(handle, now)),
              now.thinnedRecords(),
              now.thinnedPoints(),
              now.duplicateSegments(),
              now.duplicateRecords(),
              now.refusedSegments());
        });
  }

  /**
   * Writes a birth or last will.
   *
   * @param retained whether the broker had kept it: then it is no sign of life
   * @param born told the gateway's id after it was born
   */
  public void status(String serial, Status status, boolean retained, LongConsumer born) {
    long now = clock.millis();
    long id =
        database.write(
            handle -> {
              long device = DeviceTable.ensure(handle, serial, now);
              if (status.getOnline()) {
                long seen = retained ? 0 : now;
                DeviceTable.born(
                    handle,
                    device,
                    status.getAgentVersion(),
                    status.getStartedMs(),
                    status.getAtMs(),
                    seen);
                ServiceTable.replace(handle, device, services(status));
              } else {
                DeviceTable.offline(handle, device);
              }
              return device;
            });
    if (status.getOnline()) {
      born.accept(id);
    }
  }

  /** Writes that a gateway is gone. */
  public void offline(long deviceId) {
    database.useWrite(handle -> DeviceTable.offline(handle, deviceId));
  }

  private static List<ServiceTable.Service> services(Status status) {
    return status.getServicesList().stream()
        .filter(service -> !service.getName().isEmpty())
        .limit(MAX_SERVICES)
        .map(Devices::service)
        .toList();
  }

  private static ServiceTable.Service service(Service service) {
    String description = service.getDescriptionJson();
    try {
      if (!MAPPER.readTree(description).isObject()) {
        description = "{}";
      }
    } catch (JsonProcessingException e) {
      description = "{}";
    }
    return new ServiceTable.Service(service.getName(), service.getState(), description);
  }
}
