package io.weir.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class CheckTest {

  @Test
  void theMessageNamesTheFieldTheExpectedAndTheFound() {
    refused(() -> Check.range("celsius", 99.0, 5, 30), "celsius must be 5.0 to 30.0, was 99.0");
    refused(
        () -> Check.range("celsius", Double.NaN, 5, 30), "celsius must be 5.0 to 30.0, was NaN");
    refused(() -> Check.range("port", 0, 1, 65_535), "port must be 1 to 65535, was 0");
    refused(() -> Check.positive("ms", -1), "ms must be positive, was -1");
    refused(() -> Check.positive("ms", 0.0), "ms must be positive, was 0.0");
    refused(() -> Check.oneOf("unit", "F", "K", "Cel"), "unit must be one of K, Cel, was \"F\"");
    refused(() -> Check.oneOf("unit", null, "K"), "unit must be one of K, was null");
    refused(() -> Check.notBlank("host", " "), "host must be text that is not blank, was \" \"");
    refused(() -> Check.size("id", "abc", 1, 2), "id must be 1 to 2 characters, was \"abc\"");
    refused(() -> Check.size("ids", List.of(), 1, 2), "ids must be 1 to 2 elements, was 0");
    refused(
        () -> Check.matches("id", "A", "[a-z]"), "id must be text that matches [a-z], was \"A\"");
    refused(() -> Check.present("id", null), "id must be present, was null");
    refused(
        () -> Check.that("end", false, "later than start", 7),
        "end must be later than start, was 7");
  }

  @Test
  void whatFitsPasses() {
    assertThatCode(
            () -> {
              Check.range("c", 5.0, 5, 30);
              Check.range("c", 30.0, 5, 30);
              Check.range("n", 1, 1, 1);
              Check.positive("n", 1);
              Check.positive("n", Double.MIN_VALUE);
              Check.oneOf("u", "K", "K", "Cel");
              Check.notBlank("h", "x");
              Check.size("h", "", 0, 0);
              Check.size("h", List.of(1), 1, 1);
              Check.matches("h", "ab", "a.");
              Check.present("h", "");
              Check.that("h", true, "", null);
            })
        .doesNotThrowAnyException();
  }

  @Test
  void aRefusalCarriesItsRule() {
    assertThatThrownBy(() -> Check.range("celsius", 99.0, 5, 30))
        .isInstanceOfSatisfying(
            InvalidArgument.class,
            e -> {
              assertThat(e.field()).isEqualTo("celsius");
              assertThat(e.constraint()).isEqualTo(new Constraint.Range(5, 30));
            });
  }

  private static void refused(ThrowingCallable check, String message) {
    assertThatThrownBy(check).isInstanceOf(InvalidArgument.class).hasMessage(message);
  }
}
