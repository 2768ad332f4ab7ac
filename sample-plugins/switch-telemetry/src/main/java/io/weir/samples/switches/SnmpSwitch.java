package io.weir.samples.switches;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * One switch, asked over SNMP: the counters of its interfaces (IF-MIB, RFC 2863) and how long an
 * answer takes. One thread.
 */
final class SnmpSwitch {

  private static final Oid UP_TIME = Oid.of("1.3.6.1.2.1.1.3.0");
  private static final Oid IF_DESCR = Oid.of("1.3.6.1.2.1.2.2.1.2");
  private static final Oid IF_NAME = Oid.of("1.3.6.1.2.1.31.1.1.1.1");

  /** Each counter's columns, the one of 64 bits first where there are two. */
  private static final Map<String, List<Oid>> COLUMNS = new LinkedHashMap<>();

  static {
    COLUMNS.put(
        "in_octets", List.of(Oid.of("1.3.6.1.2.1.31.1.1.1.6"), Oid.of("1.3.6.1.2.1.2.2.1.10")));
    COLUMNS.put(
        "out_octets", List.of(Oid.of("1.3.6.1.2.1.31.1.1.1.10"), Oid.of("1.3.6.1.2.1.2.2.1.16")));
    COLUMNS.put("in_discards", List.of(Oid.of("1.3.6.1.2.1.2.2.1.13")));
    COLUMNS.put("in_errors", List.of(Oid.of("1.3.6.1.2.1.2.2.1.14")));
    COLUMNS.put("out_discards", List.of(Oid.of("1.3.6.1.2.1.2.2.1.19")));
    COLUMNS.put("out_errors", List.of(Oid.of("1.3.6.1.2.1.2.2.1.20")));
  }

  private final String id;
  private final SnmpV2 agent;
  private final Predicate<String> wanted;
  private final Clock clock;
  private final Map<String, Total> totals = new HashMap<>();
  private long upTime;
  private long readAtNanos;

  /**
   * @param wanted which interfaces, by name
   */
  SnmpSwitch(String id, SnmpV2 agent, Predicate<String> wanted, Clock clock) {
    this.id = id;
    this.agent = agent;
    this.wanted = wanted;
    this.clock = clock;
  }

  /**
   * @throws IOException if it does not answer, or has none of the interfaces
   */
  Counters read() throws IOException {
    Instant now = clock.instant();
    long start = System.nanoTime();
    long up = (Long) agent.get(UP_TIME).value();
    double latencyMs = (System.nanoTime() - start) / 1e6;
    // it wraps after 497 days; then one delta may be too small, never wrong by a whole turn
    boolean restarted = up < upTime;
    double seconds = readAtNanos == 0 ? 0 : (start - readAtNanos) / 1e9;
    Map<Long, String> names = names();
    Map<Long, Map<String, Long>> values = new TreeMap<>();
    Map<String, Long> grown = new HashMap<>();
    for (var column : COLUMNS.entrySet()) {
      for (VarBind row : rows(column.getValue())) {
        String name = names.get(row.oid().last());
        if (name != null && row.bits() != 0) {
          Total total = totals.computeIfAbsent(name + " " + column.getKey(), key -> new Total());
          long sum = total.take((Long) row.value(), row.bits(), restarted);
          values
              .computeIfAbsent(row.oid().last(), key -> new HashMap<>())
              .put(column.getKey(), sum);
          grown.merge(column.getKey(), total.grown(), Long::sum);
        }
      }
    }
    if (values.isEmpty()) {
      throw new IOException("the switch has none of the interfaces that are asked for");
    }
    upTime = up;
    readAtNanos = start;
    List<Port> ports = new ArrayList<>();
    values.forEach((index, counters) -> ports.add(new Port(names.get(index), counters)));
    long errors = grown.getOrDefault("in_errors", 0L) + grown.getOrDefault("out_errors", 0L);
    return new Counters(
        id,
        megabits(grown.get("in_octets"), seconds),
        megabits(grown.get("out_octets"), seconds),
        latencyMs,
        errors,
        now,
        ports);
  }

  private static double megabits(Long octets, double seconds) {
    return octets == null || seconds == 0 ? Double.NaN : octets * 8 / seconds / 1e6;
  }

  private Map<Long, String> names() throws IOException {
    List<VarBind> rows = rows(List.of(IF_NAME, IF_DESCR));
    Map<Long, String> names = new HashMap<>();
    for (VarBind row : rows) {
      if (row.value() instanceof String name && wanted.test(name)) {
        names.put(row.oid().last(), name);
      }
    }
    return names;
  }

  /** The first of the columns that the agent has. */
  private List<VarBind> rows(List<Oid> columns) throws IOException {
    for (Oid column : columns) {
      List<VarBind> rows = agent.walk(column);
      if (!rows.isEmpty()) {
        return rows;
      }
    }
    return List.of();
  }

  void close() {
    agent.close();
  }
}
