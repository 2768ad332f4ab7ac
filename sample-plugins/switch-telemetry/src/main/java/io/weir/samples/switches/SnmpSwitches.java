package io.weir.samples.switches;

import io.weir.plugin.Check;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Switches asked over SNMP. One that does not answer costs itself only, and is asked less and less
 * often until it does. One thread; {@link #close} any.
 */
final class SnmpSwitches implements Switches {

  private static final Pattern TARGET =
      Pattern.compile("([A-Za-z0-9][A-Za-z0-9._-]*)\\s+(\\S+?)(?::(\\d{1,5}))?(?:\\s+(\\S+))?");
  private static final int LONGEST_PAUSE = 8;

  /** Where a switch is. */
  record Target(String id, String host, int port, Predicate<String> interfaces) {}

  private static final class Asked {
    private volatile SnmpSwitch device;
    private int failures;
    private int pause;
    private String state = "";
  }

  private final List<Target> targets;
  private final byte[] community;
  private final Duration limit;
  private final Clock clock;
  private final Map<String, Asked> asked = new HashMap<>();

  SnmpSwitches(List<Target> targets, String community, Duration limit, Clock clock) {
    this.targets = List.copyOf(targets);
    this.community = community.getBytes(StandardCharsets.UTF_8);
    this.limit = limit;
    this.clock = clock;
    targets.forEach(target -> asked.put(target.id(), new Asked()));
  }

  /**
   * Reads the setting {@code snmp.targets}: {@code <name> <host>[:<port>]
   * [<interface>,<interface>]} with a semicolon between two; no interfaces means all.
   *
   * @throws io.weir.plugin.InvalidArgument if it does not fit
   */
  static List<Target> parse(String text) {
    List<Target> targets = new ArrayList<>();
    for (String entry : text.split(";")) {
      if (!entry.isBlank()) {
        Matcher target = TARGET.matcher(entry.strip());
        Check.that(
            "snmp.targets",
            target.matches(),
            "of '<name> <host>[:<port>] [<interface>,…]' each",
            entry.strip());
        int port = target.group(3) == null ? 161 : Integer.parseInt(target.group(3));
        Check.range("port of " + target.group(1), port, 1, 65_535);
        List<String> names =
            target.group(4) == null ? List.of() : List.of(target.group(4).split(","));
        targets.add(
            new Target(
                target.group(1),
                target.group(2),
                port,
                name -> names.isEmpty() || names.contains(name)));
      }
    }
    long different = targets.stream().map(Target::id).distinct().count();
    Check.that("snmp.targets", different == targets.size(), "of different names", text);
    return targets;
  }

  /**
   * Those that answered.
   *
   * @throws IOException saying why, if none of them does
   */
  @Override
  public List<Counters> read() throws IOException {
    List<Counters> all = new ArrayList<>();
    IOException trouble = null;
    for (Target target : targets) {
      Asked each = asked.get(target.id());
      if (each.pause > 0) {
        each.pause--;
        trouble = new IOException(each.state);
        continue;
      }
      try {
        all.add(read(target, each));
        each.failures = 0;
        each.state = "ok";
      } catch (IOException e) {
        each.failures++;
        each.pause = Math.min(LONGEST_PAUSE, 1 << Math.min(each.failures, 4)) - 1;
        each.state = e.getMessage();
        trouble = e;
      }
    }
    if (all.isEmpty() && trouble != null) {
      throw trouble;
    }
    return all;
  }

  @Override
  public Map<String, String> states() {
    Map<String, String> states = new HashMap<>();
    asked.forEach(
        (id, each) -> {
          if (!each.state.isEmpty()) {
            states.put(id, each.state);
          }
        });
    return states;
  }

  private Counters read(Target target, Asked each) throws IOException {
    if (each.device == null) {
      SnmpV2 agent = new SnmpV2(target.host(), target.port(), community, limit);
      each.device = new SnmpSwitch(target.id(), agent, target.interfaces(), clock);
    }
    return each.device.read();
  }

  @Override
  public void close() {
    for (Asked each : asked.values()) {
      SnmpSwitch device = each.device;
      if (device != null) {
        device.close();
      }
    }
  }
}
