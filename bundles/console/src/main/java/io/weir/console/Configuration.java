package io.weir.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code agent.config}: {@code {"op":"list"}}, {@code {"op":"get","pid":P}}, {@code
 * {"op":"set","pid":P,"values":{K:V}}}, {@code {"op":"history","pid":P}}, {@code
 * {"op":"rollback","pid":P,"revision":N}}. A value that does not fit the schema is refused and the
 * file stays as it was. One thread.
 */
final class Configuration {
  // the file install bundle takes either for what divides kind and name
  private static final String INSTANCE = "[-~][A-Za-z0-9][A-Za-z0-9_-]{0,31}";
  private final Schemas schemas;
  private final Path folder;
  private final Path history;

  Configuration(Schemas schemas, Path folder, Path history) {
    this.schemas = schemas;
    this.folder = folder;
    this.history = history;
  }

  Map<String, Object> answer(Map<String, Object> request) throws Refused, IOException {
    String op = Requests.text(request, "op");
    if (op.equals("list")) {
      return list();
    }
    Schema schema = schema(Requests.text(request, "pid"));
    ConfigFile file = new ConfigFile(folder, history, schema.pid());
    switch (op) {
      case "get" -> {
        return schema.describe(file.values());
      }
      case "set" -> {
        Map<String, String> values = values(request);
        schema.check(values);
        file.set(values);
        return schema.describe(file.values());
      }
      case "history" -> {
        var revisions = new ArrayList<Map<String, Object>>();
        file.history()
            .forEach((number, time) -> revisions.add(Map.of("revision", number, "at", time)));
        return Map.of("pid", schema.pid(), "revisions", revisions);
      }
      case "rollback" -> {
        int revision =
            file.rollBack(request.get("revision") instanceof Number n ? n.intValue() : null);
        var answer = new LinkedHashMap<>(schema.describe(file.values()));
        answer.put("revision", revision);
        return answer;
      }
      default -> throw new Refused("op is list, get, set, history or rollback, was '" + op + "'");
    }
  }

  private Map<String, Object> list() throws IOException {
    List<Map<String, Object>> configurations = new ArrayList<>();
    for (Schema schema : schemas.all()) {
      configurations.add(schema.describe(new ConfigFile(folder, history, schema.pid()).values()));
    }
    for (Schema factory : schemas.factories()) {
      for (String pid : instances(factory.pid())) {
        configurations.add(factory.as(pid).describe(new ConfigFile(folder, history, pid).values()));
      }
    }
    return Map.of("configurations", configurations);
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
