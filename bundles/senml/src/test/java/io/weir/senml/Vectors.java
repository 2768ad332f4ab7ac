package io.weir.senml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The shared SenML vectors, from the folder that the system property {@code weir.vectors} names.
 */
final class Vectors {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A term of a generator: a Python string or bytes literal, repeated or not. */
  private static final Pattern TERM =
      Pattern.compile(
          "\\s*b?(?:'([^']*)'|\"((?:[^\"\\\\]|\\\\.)*)\")\\s*(?:\\*\\s*(\\d+))?\\s*(\\+|$)");

  record Vector(String id, String expect, String reason, byte[] input, JsonNode json) {
    @Override
    public String toString() {
      return id + ": " + reason;
    }
  }

  private Vectors() {}

  static Path folder() {
    return Path.of(System.getProperty("weir.vectors", "absent"), "senml");
  }

  static List<Vector> all() {
    if (!Files.isDirectory(folder())) {
      return List.of();
    }
    List<Vector> vectors = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder())) {
      for (Path file : files.sorted().toList()) {
        JSON.readTree(file.toFile()).path("vectors").forEach(json -> vectors.add(vector(json)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return vectors;
  }

  static Stream<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  private static Vector vector(JsonNode json) {
    return new Vector(
        json.path("id").asText(),
        json.path("expect").asText(),
        json.path("reason").asText(),
        input(json),
        json);
  }

  private static byte[] input(JsonNode json) {
    if (json.has("input")) {
      return json.path("input").asText().getBytes(StandardCharsets.UTF_8);
    }
    if (json.has("input_b64")) {
      return Base64.getDecoder().decode(json.path("input_b64").asText());
    }
    return generate(json.path("input_generator").asText()).getBytes(StandardCharsets.UTF_8);
  }

  /** Evaluates {@code 'text' * 3 + "more"}: all that the generators use. */
  static String generate(String expression) {
    StringBuilder text = new StringBuilder();
    Matcher term = TERM.matcher(expression);
    int at = 0;
    while (at < expression.length()) {
      if (!term.find(at) || term.start() != at) {
        throw new IllegalArgumentException("not a generator that is known here: " + expression);
      }
      String literal = term.group(1) == null ? term.group(2) : term.group(1);
      int times = term.group(3) == null ? 1 : Integer.parseInt(term.group(3));
      text.append(literal.replace("\\\"", "\"").repeat(times));
      at = term.end();
    }
    return text.toString();
  }
}
