package io.weir.deployer;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How far a deployment is, as it is told to whoever watches. Immutable.
 *
 * @param plugin what is known of the plugin; its name is "" while the package still arrives
 * @param step {@link #RECEIVING} or the name of a {@link Phase}
 * @param percent of the whole way, 0 to 100
 * @param bytes of the package that are here
 * @param totalBytes of the package, 0 where nobody said
 * @param secondsLeft at the most, to the end of this step; 0 where it is not known
 */
record Progress(
    Plugin plugin, String step, int percent, long bytes, long totalBytes, double secondsLeft) {
  /** The package is on its way to the gateway. */
  static final String RECEIVING = "RECEIVING";

  // the way of the bytes is most of the time that a person waits, then the health window
  private static final int RECEIVED = 60;
  private static final int WATCHED = 75;

  /**
   * Bytes are coming in.
   *
   * @param spent since the first of them, from which the rest is foretold
   */
  static Progress receiving(
      String sha256, String source, long bytes, long totalBytes, Duration spent) {
    Plugin coming = new Plugin("", Phase.SETTLED, "", "", sha256, "", "", source, "");
    boolean known = totalBytes > 0 && bytes > 0;
    double left = known ? seconds(spent) * Math.max(0, totalBytes - bytes) / bytes : 0;
    int percent = known ? (int) (RECEIVED * Math.min(bytes, totalBytes) / totalBytes) : 0;
    return new Progress(coming, RECEIVING, percent, bytes, totalBytes, left);
  }

  static Progress in(Plugin plugin, long bytes) {
    int percent =
        switch (plugin.phase()) {
          case STAGED -> RECEIVED;
          case VERIFIED -> 65;
          case STARTING -> 70;
          case WATCHED -> WATCHED;
          case ROLLING_BACK -> 95;
          case SETTLED -> 100;
        };
    return new Progress(plugin, plugin.phase().name(), percent, bytes, bytes, 0);
  }

  /** The health window runs: it ends at the latest when it is over. */
  static Progress watching(Plugin plugin, long bytes, Duration left, Duration window) {
    double share = 1 - seconds(left) / Math.max(1e-3, seconds(window));
    int percent = WATCHED + (int) (share * (94 - WATCHED));
    return new Progress(
        plugin, Phase.WATCHED.name(), percent, bytes, bytes, Math.max(0, seconds(left)));
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1e3;
  }

  Map<String, Object> toMap() {
    var map = new LinkedHashMap<>(plugin.toMap());
    map.put("phase", step);
    map.put("percent", percent);
    map.put("bytes", bytes);
    map.put("totalBytes", totalBytes);
    map.put("secondsLeft", Math.round(secondsLeft * 10) / 10.0);
    return map;
  }
}
