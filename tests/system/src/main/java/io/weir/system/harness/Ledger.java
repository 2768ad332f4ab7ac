package io.weir.system.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;

/**
 * Holds what was produced against what the fleet has: each number once, none missing, none twice.
 */
public final class Ledger {
  // a window of the points API that stays below its budget, so that every point comes back as it is
  private static final int WINDOW = 5_000;
  private final FleetApi api;
  private final String serial;

  public Ledger(FleetApi api, String serial) {
    this.api = api;
    this.serial = serial;
  }

  /**
   * @param lost numbers that the store has not
   * @param duplicate points that it has more than once
   * @param stored distinct numbers that it has
   */
  public record Count(long stored, long lost, long duplicate) {
    public boolean exact() {
      return lost == 0 && duplicate == 0;
    }
  }

  /** Waits until everything arrived, then gives the count; the caller asserts it. */
  public Count settle(Load load, long produced, Duration limit) {
    try {
      return Await.until(
          produced + " records of " + load.series() + " in the fleet",
          limit,
          () ->
              stored(load.series()) >= produced
                  ? count(load, produced)
                  : new Count(stored(load.series()), produced, 0),
          c -> c.lost() == 0);
    } catch (AssertionError e) {
      Count count = count(load, produced);
      throw new AssertionError(count.toString(), e);
    }
  }

  /** How many points the store holds under a name, duplicates included. */
  public long stored(String series) {
    return series(series).path("count").asLong();
  }

  /** The newest value under a name; a missing node while there is none. */
  public JsonNode latest(String series) {
    return series(series).path("latest");
  }

  /** The time of the newest value in seconds since 1970. */
  public double newest(String series) {
    JsonNode last = series(series).path("last");
    return last.isNumber() ? last.asDouble() : Instant.parse(last.asText()).toEpochMilli() / 1e3;
  }

  private JsonNode series(String name) {
    for (JsonNode s : api.get("/api/v1/devices/" + serial + "/series").path("series")) {
      if (s.path("name").asText().equals(name)) {
        return s;
      }
    }
    return MissingNode.getInstance();
  }

  public Count count(Load load, long produced) {
    BitSet seen = new BitSet();
    long duplicate = 0;
    for (long from = 0; from < produced; from += WINDOW) {
      // half a step to both sides
      double margin = load.spacing() / 2;
      JsonNode points =
          api.points(
              serial,
              load.series(),
              load.timeOf(from) - margin,
              load.timeOf(Math.min(produced, from + WINDOW) - 1) + margin,
              3 * WINDOW);
      for (JsonNode v : points.path("v")) {
        int number = (int) v.asDouble();
        if (seen.get(number)) {
          duplicate++;
        }
        seen.set(number);
      }
    }
    return new Count(
        seen.cardinality(), produced - seen.get(0, (int) produced).cardinality(), duplicate);
  }
}
