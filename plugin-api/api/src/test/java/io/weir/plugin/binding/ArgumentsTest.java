package io.weir.plugin.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.plugin.Check;
import io.weir.plugin.InvalidArgument;
import io.weir.plugin.Nothing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ArgumentsTest {

  enum Mode {
    HEAT,
    COOL
  }

  record Limits(double low, double high) {
    Limits {
      Check.range("low", low, -50, 50);
      Check.range("high", high, -50, 50);
      Check.that("high", high > low, "above low", high);
    }
  }

  record Everything(
      boolean on,
      int count,
      long total,
      double celsius,
      Boolean maybe,
      Integer few,
      String note,
      Mode mode,
      Limits limits,
      List<String> tags) {}

  record Strict(String unit, String host, int retries, double factor, List<String> ids, Mode mode) {
    Strict {
      Check.oneOf("unit", unit, "K", "Cel");
      Check.notBlank("host", host);
      Check.range("retries", retries, 0, 9);
      Check.positive("factor", factor);
      Check.size("ids", ids, 1, 3);
      Check.present("mode", mode);
    }
  }

  record Careless(String text) {
    Careless {
      text = text.trim();
    }
  }

  private static final Map<String, Object> ALL =
      Map.of(
          "on",
          true,
          "count",
          3,
          "total",
          1L << 60,
          "celsius",
          21,
          "maybe",
          false,
          "few",
          4.0,
          "note",
          "x",
          "mode",
          "COOL",
          "limits",
          Map.of("low", -1.5, "high", 2),
          "tags",
          List.of("a", "b"));

  @Test
  void bindsEveryTypeAndBack() {
    Everything bound = Arguments.bind(Everything.class, ALL);
    assertThat(bound)
        .isEqualTo(
            new Everything(
                true,
                3,
                1L << 60,
                21,
                false,
                4,
                "x",
                Mode.COOL,
                new Limits(-1.5, 2),
                List.of("a", "b")));
    assertThat(Arguments.bind(Everything.class, Arguments.unbind(bound))).isEqualTo(bound);
  }

  @Test
  void whatIsNoPrimitiveMayBeLeftOut() {
    Map<String, Object> json =
        new HashMap<>(Map.of("on", true, "count", 1, "total", 2, "celsius", 3.5));
    json.put("note", null);
    Everything bound = Arguments.bind(Everything.class, json);
    assertThat(bound)
        .isEqualTo(new Everything(true, 1, 2, 3.5, null, null, null, null, null, List.of()));
    assertThat(Arguments.unbind(bound)).containsOnlyKeys("on", "count", "total", "celsius", "tags");
  }

  @Test
  void aRefusalNamesTheMember() {
    refused("on", null, "on must be present, was null");
    refused("on", "yes", "on must be true or false, was \"yes\"");
    refused("count", 1.5, "count must be a whole number, was 1.5");
    refused("count", 1L << 40, "count must be -2147483648 to 2147483647, was 1099511627776");
    refused("count", "3", "count must be a number, was \"3\"");
    refused("total", 1e300, "total must be a whole number, was 1.0E300");
    refused("celsius", Double.NaN, "celsius must be finite, was NaN");
    refused("note", 7, "note must be text, was 7");
    refused("mode", "cool", "mode must be one of HEAT, COOL, was \"cool\"");
    refused("limits", 7, "limits must be an object, was 7");
    refused("limits", Map.of("high", 1), "limits.low must be present, was null");
    refused("limits", Map.of("low", 99, "high", 1), "limits.low must be -50.0 to 50.0, was 99.0");
    refused("tags", "a", "tags must be a list, was \"a\"");
    refused("tags", List.of("a", 7), "tags[1] must be text, was 7");
    List<String> holed = new ArrayList<>();
    holed.add(null);
    refused("tags", holed, "tags[0] must be present, was null");
  }

  @Test
  void aMisspeltMemberIsRefused() {
    assertThatThrownBy(() -> Arguments.bind(Limits.class, Map.of("lo", 1)))
        .isInstanceOf(InvalidArgument.class)
        .hasMessage("argument name must be one of low, high, was \"lo\"");
    assertThatThrownBy(() -> Arguments.bind(Nothing.class, Map.of("x", 1)))
        .hasMessage("argument name must be left out: there are no arguments, was \"x\"");
    assertThat(Arguments.bind(Nothing.class, Map.of())).isEqualTo(new Nothing());
  }

  @Test
  void aConstructorThatFailsInItsOwnWayIsInvalidToo() {
    assertThatThrownBy(() -> Arguments.bind(Careless.class, Map.of()))
        .isInstanceOf(InvalidArgument.class)
        .hasCauseInstanceOf(NullPointerException.class);
  }

  @Test
  void theSchemaTellsTypes() {
    Map<String, Object> schema = ArgumentSchema.of(Everything.class);
    assertThat(schema)
        .containsEntry("type", "object")
        .containsEntry("additionalProperties", false)
        .containsEntry("required", List.of("on", "count", "total", "celsius"));
    assertThat(property(schema, "on")).isEqualTo(Map.of("type", "boolean"));
    assertThat(property(schema, "few")).isEqualTo(Map.of("type", "integer"));
    assertThat(property(schema, "celsius")).isEqualTo(Map.of("type", "number"));
    assertThat(property(schema, "mode"))
        .isEqualTo(Map.of("type", "string", "enum", List.of("HEAT", "COOL")));
    assertThat(property(schema, "tags"))
        .isEqualTo(Map.of("type", "array", "items", Map.of("type", "string")));
    Map<String, Object> limits = property(schema, "limits");
    assertThat(property(limits, "low"))
        .isEqualTo(Map.of("type", "number", "minimum", -50L, "maximum", 50L));
  }

  @Test
  void theSchemaTellsWhatTheConstructorAllows() {
    Map<String, Object> schema = ArgumentSchema.of(Strict.class);
    assertThat(property(schema, "unit")).containsEntry("enum", List.of("K", "Cel"));
    assertThat(property(schema, "host")).containsEntry("pattern", "\\S");
    assertThat(property(schema, "retries"))
        .containsEntry("minimum", 0L)
        .containsEntry("maximum", 9L);
    assertThat(property(schema, "factor")).containsEntry("exclusiveMinimum", 0);
    assertThat(property(schema, "ids")).containsEntry("minItems", 1).containsEntry("maxItems", 3);
    assertThat(schema)
        .containsEntry("required", List.of("unit", "host", "retries", "factor", "ids", "mode"));
  }

  @Test
  void aConstructorThatFailsInItsOwnWayHasASchemaAllTheSame() {
    assertThat(ArgumentSchema.of(Careless.class)).containsKey("properties");
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> property(Map<String, Object> schema, String name) {
    return (Map<String, Object>) ((Map<String, Object>) schema.get("properties")).get(name);
  }

  private static void refused(String member, Object value, String message) {
    Map<String, Object> json = new HashMap<>(ALL);
    json.put(member, value);
    ThrowingCallable bind = () -> Arguments.bind(Everything.class, json);
    assertThatThrownBy(bind).isInstanceOf(InvalidArgument.class).hasMessage(message);
  }
}
