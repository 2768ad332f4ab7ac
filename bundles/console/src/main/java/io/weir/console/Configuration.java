package io.weir.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code agent.config}: {@code {"op":"list"}}, {@code {"op":"get","pid":P}}, {@code
 * {"op":"set","pid":P,"values":{K:V}}}, {@code {"op":"history","pid":P}}, {@code
 * {"op":"rollback","pid":P,"revision":N}}. A value that does not fit the schema is refused and the
 * file stays as it was. Any thread, one at a time.
 */
final class Configuration {
  // the watcher of the folder looks twice a second; a plugin may take its time to start
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  // the file install bundle takes either for what divides kind and name
  private static final String INSTANCE = "[-~][A-Za-z0-9][A-Za-z0-9_-]{0,31}";
  private final Schemas schemas;
  private final Path folder;
  private final Path history;
  private final Verdicts verdicts;

  Configuration(Schemas schemas, Path folder, Path history, Verdicts verdicts) {
    this.verdicts = verdicts;
    this.schemas = schemas;
    this.folder = folder;
    this.history = history;
  }

  synchronized Map<String, Object> answer(Map<String, Object> request) throws Refused, IOException {
    String op = Requests.text(request, "op");
    if (op.equals("list")) {
      return Map.of("configurations", described(false));
    }
    return answer(op, schema(Requests.text(request, "pid")), request);
  }

  /** The same for the cloud, which has a say in the plugins only. */
  synchronized Map<String, Object> answerCloud(Map<String, Object> request)
      throws Refused, IOException {
    Schema schema = schema(Requests.text(request, "pid"));
    if (!schema.plugin()) {
      throw new Refused(
          schema.pid()
              + " is the agent's own: it is configured on the gateway, with 'weir config'");
    }
    return answer(Requests.text(request, "op"), schema, request);
  }

  private Map<String, Object> answer(String op, Schema schema, Map<String, Object> request)
      throws Refused, IOException {
    ConfigFile file = new ConfigFile(folder, history, schema.pid());
    switch (op) {
      case "get" -> {
        return describe(schema, file);
      }
      case "set" -> {
        Map<String, String> values = values(request);
        schema.check(values);
        change(schema, file, () -> file.set(values));
        return describe(schema, file);
      }
      case "history" -> {
        return Map.of("pid", schema.pid(), "revisions", revisions(file));
      }
      case "rollback" -> {
        Integer wanted = request.get("revision") instanceof Number n ? n.intValue() : null;
        int[] revision = new int[1];
        change(schema, file, () -> revision[0] = file.rollBack(wanted));
        var answer = new LinkedHashMap<>(describe(schema, file));
        answer.put("revision", revision[0]);
        return answer;
      }
      default -> throw new Refused("op is list, get, set, history or rollback, was '" + op + "'");
    }
  }

  private interface Change {
    void make() throws IOException, Refused;
  }

  /**
   * Changes the file, and waits until the plugin was seen to run with it. If the plugin itself
   * refuses the values, the file is as it was before.
   */
  private void change(Schema schema, ConfigFile file, Change change) throws IOException, Refused {
    String pid = schema.pid();
    // a new one of a kind: its plugin comes with it
    boolean made = pid.matches(".+" + INSTANCE) && !file.exists();
    Map<String, String> before = file.values();
    long since = System.nanoTime();
    change.make();
    if (before.equals(file.values()) || !(made && schema.plugin()) && !verdicts.judges(pid)) {
      return;
    }
    long end = since + PATIENCE.toNanos();
    while (!verdicts.settledSince(pid, since) && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(20_000_000);
    }
    Optional<String> problem = verdicts.problem(pid);
    if (verdicts.settledSince(pid, since) && problem.isPresent()) {
      if (made) {
        file.unmake();
      } else {
        file.undo();
      }
      throw new Refused(problem.get());
    }
  }

  private Map<String, Object> describe(Schema schema, ConfigFile file) throws IOException {
    var described = new LinkedHashMap<>(schema.describe(file.values()));
    described.put("problem", verdicts.problem(schema.pid()).orElse(""));
    described.put("revisions", revisions(file));
    return described;
  }

  private static List<Map<String, Object>> revisions(ConfigFile file) throws IOException {
    var revisions = new ArrayList<Map<String, Object>>();
    file.history().forEach((number, time) -> revisions.add(Map.of("revision", number, "at", time)));
    return revisions;
  }

  /** What the cloud is told: the plugins' configurations. */
  List<Map<String, Object>> announced() throws IOException {
    return described(true);
  }

  private List<Map<String, Object>> described(boolean pluginsOnly) throws IOException {
    var all = new ArrayList<>(schemas.all());
    for (Schema factory : schemas.factories()) {
      instances(factory.pid()).forEach(pid -> all.add(factory.as(pid)));
    }
    List<Map<String, Object>> configurations = new ArrayList<>();
    for (Schema schema : all) {
      boolean framework = schema.pid().startsWith("org.apache.felix.");
      if (schema.plugin() || !pluginsOnly && !framework) {
        configurations.add(describe(schema, new ConfigFile(folder, history, schema.pid())));
      }
    }
    return configurations;
  }

  /** Also of one of several configurations of a kind: {@code <pid>-<name>}. */
  private Schema schema(String pid) throws Refused {
    for (Schema factory : schemas.factories()) {
      if (pid.matches(Pattern.quote(factory.pid()) + INSTANCE)) {
        return factory.as(pid);
      }
    }
    return schemas.of(pid);
  }

  private List<String> instances(String factory) throws IOException {
    Pattern file = Pattern.compile("(" + Pattern.quote(factory) + INSTANCE + ")\\.cfg");
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(path -> file.matcher(path.getFileName().toString()))
          .filter(Matcher::matches)
          .map(matcher -> matcher.group(1))
          .sorted()
          .toList();
    }
  }

  /** What is wrong with any of them, "" when all is well. */
  String problems() {
    return schemas.all().stream()
        .flatMap(
            schema -> verdicts.problem(schema.pid()).map(p -> schema.pid() + ": " + p).stream())
        .collect(Collectors.joining("; "));
  }

  private static Map<String, String> values(Map<String, Object> request) throws Refused {
    if (!(request.get("values") instanceof Map<?, ?> given) || given.isEmpty()) {
      throw new Refused("expected keys and values in field values, found " + request.get("values"));
    }
    var values = new LinkedHashMap<String, String>();
    for (Map.Entry<?, ?> entry : given.entrySet()) {
      String value = String.valueOf(entry.getValue());
      if (value.chars().anyMatch(c -> c < ' ')) {
        throw new Refused(entry.getKey() + " must be one line of text");
      }
      values.put(String.valueOf(entry.getKey()), value);
    }
    return values;
  }
}
