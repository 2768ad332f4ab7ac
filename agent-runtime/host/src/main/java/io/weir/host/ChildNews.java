package io.weir.host;

import io.weir.broker.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a plugin in a process of its own stands: passes on the heartbeats of the process with what
 * the agent knows of it, and speaks for it while there is none. Any thread.
 */
final class ChildNews {
  private static final Logger LOG = LoggerFactory.getLogger("io.weir.host");
  private static final long NEVER = Long.MIN_VALUE / 2;

  private final PluginSource source;
  private final Surroundings around;
  private PluginState state = PluginState.STARTING;
  private String reason = "its process is being started";
  private Map<String, Object> last = Map.of();
  private Process process;
  private Isolation isolation;
  private long heardAt = NEVER;
  private long saidAt;
  private int starts;
  private boolean up;

  ChildNews(PluginSource source, Surroundings around) {
    this.source = source;
    this.around = around;
  }

  synchronized void launched(Process started, Isolation limits) {
    process = started;
    isolation = limits;
    starts++;
  }

  /** The process has sent a heartbeat. */
  synchronized void heard(Message message) {
    Map<String, Object> said;
    PluginState now;
    try {
      said = Json.object(new String(message.payload(), StandardCharsets.UTF_8));
      now = PluginState.valueOf(String.valueOf(said.get("state")));
    } catch (IllegalArgumentException e) {
      LOG.atWarn().addKeyValue("plugin", source.name()).setCause(e).log("not a heartbeat");
      return;
    }
    heardAt = around.ticker().nanos();
    if (now == PluginState.STOPPED) {
      return; // why, is known here
    }
    last = said;
    up = true;
    become(now, String.valueOf(said.getOrDefault("reason", "")));
    send();
  }

  /** The process has ended. */
  synchronized void down(String why) {
    process = null;
    up = false;
    become(PluginState.FAILED, why);
    send();
  }

  synchronized void stopped() {
    process = null;
    become(PluginState.STOPPED, "");
    send();
  }

  synchronized boolean isQuarantined() {
    return state == PluginState.QUARANTINED;
  }

  synchronized long heardAt() {
    return heardAt;
  }

  /** Why no command is taken now, null if they are: then the process itself decides. */
  synchronized Outcome closed() {
    if (state == PluginState.QUARANTINED) {
      return Outcome.of(CommandStatus.FAILED, source.name() + " is in quarantine: " + reason);
    }
    if (state == PluginState.STOPPED) {
      return Outcome.of(CommandStatus.FAILED, source.name() + " is being stopped");
    }
    return up ? null : Outcome.of(CommandStatus.BUSY, source.name() + ": " + reason);
  }

  /** Speaks for a process that is not there. */
  synchronized void repeatIfDue(long now) {
    boolean silent = !up || state == PluginState.QUARANTINED;
    boolean due = now - saidAt >= around.limits().heartbeat().toNanos();
    if (silent && due && state != PluginState.STARTING) {
      send();
    }
  }

  private void become(PluginState now, String why) {
    if (now != state) {
      boolean well = now == PluginState.RUNNING || now == PluginState.STOPPED;
      (well ? LOG.atInfo() : LOG.atWarn())
          .addKeyValue("plugin", source.name())
          .addKeyValue("version", source.version())
          .addKeyValue("state", now)
          .addKeyValue("reason", why)
          .log("plugin in a process of its own changed its state");
    }
    state = now;
    reason = why;
  }

  private void send() {
    saidAt = around.ticker().nanos();
    Map<String, Object> members = new LinkedHashMap<>(last);
    members.put("service", source.name());
    members.put("state", state.name());
    members.put("reason", reason);
    members.putIfAbsent("t", Records.seconds(around.ticker().now()));
    members.putIfAbsent("uptimeMs", 0L);
    members.putIfAbsent("readings", 0L);
    members.putIfAbsent("metrics", 0L);
    members.putIfAbsent("errors", 0L);
    members.putIfAbsent("dropped", 0L);
    members.put("version", source.version());
    members.put("process", aboutProcess());
    around.bus().send(Message.of("services." + source.name() + ".heartbeat", Json.bytes(members)));
  }

  private Map<String, Object> aboutProcess() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("restarts", (long) Math.max(0, starts - 1));
    if (process != null) {
      members.put("pid", process.pid());
      members.put("heapLimitMb", (long) isolation.memoryMb());
      members.put("residentMb", residentMb(process.pid()));
    }
    return members;
  }

  /** As /proc says it; 0 where it does not. */
  private static long residentMb(long pid) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
        }
      }
    } catch (IOException e) {
      LOG.atTrace().setCause(e).log("the process has just ended");
    }
    return 0;
  }
}
