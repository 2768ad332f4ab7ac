package io.weir.deployer;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is known of one plugin, as it is written down.
 *
 * @param name its bundle symbolic name
 * @param phase how far a deployment is
 * @param current SHA-256 of the package that stands, or "" while there is none
 * @param currentVersion its version
 * @param candidate SHA-256 of the package that is on its way in, or ""
 * @param candidateVersion its version
 * @param source which door the current package came through: {@code drop:FILE}, {@code bus} or
 *     {@code cloud}
 * @param candidateSource which door the coming one came through, or ""
 * @param outcome what became of the last deployment, as a sentence
 */
record Plugin(
    String name,
    Phase phase,
    String current,
    String currentVersion,
    String candidate,
    String candidateVersion,
    String source,
    String candidateSource,
    String outcome) {

  static Plugin absent(String name) {
    return new Plugin(name, Phase.SETTLED, "", "", "", "", "", "", "");
  }

  Plugin stage(PluginPackage next, String from) {
    return new Plugin(
        name,
        Phase.STAGED,
        current,
        currentVersion,
        next.sha256(),
        next.version().toString(),
        source,
        from,
        "");
  }

  Plugin in(Phase next) {
    return new Plugin(
        name,
        next,
        current,
        currentVersion,
        candidate,
        candidateVersion,
        source,
        candidateSource,
        outcome);
  }

  Plugin kept(String outcome) {
    return new Plugin(
        name, Phase.SETTLED, candidate, candidateVersion, "", "", candidateSource, "", outcome);
  }

  Plugin rolledBack(String outcome) {
    return new Plugin(name, Phase.SETTLED, current, currentVersion, "", "", source, "", outcome);
  }

  boolean installed() {
    return !current.isEmpty();
  }

  Map<String, Object> toMap() {
    var map = new LinkedHashMap<String, Object>();
    map.put("plugin", name);
    map.put("phase", phase.name());
    map.put("current", current);
    map.put("currentVersion", currentVersion);
    map.put("candidate", candidate);
    map.put("candidateVersion", candidateVersion);
    map.put("source", source);
    map.put("candidateSource", candidateSource);
    map.put("outcome", outcome);
    return map;
  }

  static Plugin fromMap(Map<String, Object> map) {
    return new Plugin(
        text(map, "plugin"),
        Phase.valueOf(text(map, "phase")),
        text(map, "current"),
        text(map, "currentVersion"),
        text(map, "candidate"),
        text(map, "candidateVersion"),
        text(map, "source"),
        // came later: a record of before has none
        map.get("candidateSource") instanceof String door ? door : "",
        text(map, "outcome"));
  }

  private static String text(Map<String, Object> map, String field) {
    if (map.get(field) instanceof String value) {
      return value;
    }
    throw new IllegalArgumentException(
        "expected text in field " + field + ", found " + map.get(field));
  }
}
