package io.weir.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

  @Test
  void everyKindOfValueComesBackAsItWas() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("text", "a \"b\" \u20ac \u0000");
    object.put("whole", Long.MIN_VALUE);
    object.put("real", 0.1);
    object.put("flag", true);
    object.put("none", null);
    object.put("list", Arrays.asList(1L, null, List.of("x")));
    object.put("object", Map.of("inner", 2L));
    assertThat(Json.object(Json.text(object))).isEqualTo(object);
  }

  @Test
  void whatJsonHasNoNumberForIsNull() {
    assertThat(Json.text(List.of(Double.NaN, Double.POSITIVE_INFINITY))).isEqualTo("[null,null]");
  }

  @Test
  void aNumberThatNoLongHoldsIsADouble() {
    assertThat(Json.object("{\"n\":9223372036854775808}")).containsEntry("n", 0x1p63);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "[]",
        "null",
        "{",
        "{}x",
        "{} {}",
        "{\"a\":1,\"a\":2}",
        "{a:1}",
        "{\"a\":NaN}",
        "{\"a\":01}",
        "{'a':1}",
        "{\"a\":\"\u0001\"}",
        "{\"a\":[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]}"
      })
  void whatIsNotOneObjectIsRefused(String text) {
    assertThatThrownBy(() -> Json.object(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("arguments must be");
  }
}
