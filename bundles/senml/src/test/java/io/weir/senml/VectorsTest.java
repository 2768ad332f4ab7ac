package io.weir.senml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every shared vector gives the outcome that it states; a contested one the choice of README.md.
 */
class VectorsTest {

  /** Refused by choice 1 of README.md (choice 2 is told by the name). The others are accepted. */
  private static final Set<String> CONTESTED_AND_REFUSED = Set.of("derived-lone-surrogate-escape");

  @Test
  void theVectorsAreThere() {
    assumeTrue(
        !Vectors.all().isEmpty(),
        "SKIPPED: no SenML vectors in " + Vectors.folder() + " (system property weir.vectors)");
    assertThat(Vectors.all()).hasSizeGreaterThanOrEqualTo(100);
  }

  @TestFactory
  Stream<DynamicTest> everyVectorGivesItsOutcome() {
    return Vectors.all().stream().map(v -> DynamicTest.dynamicTest(v.toString(), () -> check(v)));
  }

  private static void check(Vectors.Vector vector) {
    switch (vector.expect()) {
      case "valid" -> resolves(vector);
      case "invalid" -> isRefused(vector);
      case "contested" -> {
        if (refusedByChoice(vector)) {
          isRefused(vector);
        } else {
          resolves(vector);
        }
      }
      default -> throw new AssertionError("unknown outcome " + vector.expect());
    }
  }

  private static boolean refusedByChoice(Vectors.Vector vector) {
    boolean lwm2mName =
        Vectors.elements(vector.json().path("resolved"))
            .anyMatch(record -> record.path("n").asText().startsWith("/"));
    return lwm2mName || CONTESTED_AND_REFUSED.contains(vector.id());
  }

  private static void isRefused(Vectors.Vector vector) {
    long start = System.nanoTime();
    assertThatThrownBy(() -> SenmlPack.parse(vector.input()))
        .isInstanceOfSatisfying(
            SenmlException.class,
            e -> {
              assertThat(e.rule()).matches("(RFC \\d+ s[0-9.]+|Weir limit)");
              assertThat(e.place()).matches("(pack|record \\d+).*");
              assertThat(e.getMessage()).contains(e.rule(), e.place()).hasSizeLessThan(300);
            });
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
  }

  private static void resolves(Vectors.Vector vector) {
    JsonNode json = vector.json();
    Instant now = Instant.ofEpochSecond(json.path("now").asLong());
    double tolerance = json.path("time_tolerance_s").asDouble(1e-6);
    SenmlPack pack = SenmlPack.parse(vector.input());
    List<ResolvedRecord> resolved = pack.resolve(now, null);
    JsonNode expected = json.path("resolved");
    assertThat(resolved).hasSize(expected.size());
    for (int i = 0; i < expected.size(); i++) {
      isSame(resolved.get(i), expected.get(i), tolerance);
      assertThat(pack.version()).isEqualTo(expected.get(i).path("bver").asInt(10));
    }
  }

  private static void isSame(ResolvedRecord actual, JsonNode expected, double tolerance) {
    assertThat(actual.name()).isEqualTo(expected.path("n").asText());
    assertThat(actual.unit()).isEqualTo(expected.path("u").asText(""));
    assertThat(actual.time()).isCloseTo(expected.path("t").asDouble(), within(tolerance));
    assertThat(actual.updateTime() == null).isEqualTo(!expected.has("ut"));
    if (expected.has("ut")) {
      assertThat(actual.updateTime()).isEqualTo(expected.path("ut").asDouble());
    }
    assertThat(actual.sum() == null).isEqualTo(!expected.has("s"));
    if (expected.has("s")) {
      isSameNumber(actual.sum(), expected.path("s").asDouble());
    }
    if (expected.has("v")) {
      isSameNumber(actual.number().orElseThrow(), expected.path("v").asDouble());
    } else {
      assertThat(actual.value()).isEqualTo(plain(expected));
    }
  }

  private static Value plain(JsonNode expected) {
    if (expected.has("vs")) {
      return new Value.Text(expected.path("vs").asText());
    }
    if (expected.has("vb")) {
      return new Value.Bool(expected.path("vb").asBoolean());
    }
    return expected.has("vd")
        ? new Value.Data(Base64.getUrlDecoder().decode(expected.path("vd").asText()))
        : null;
  }

  private static void isSameNumber(double actual, double expected) {
    // the vectors' own tool rounded the smallest double of all to zero
    double tolerance = Math.max(Math.abs(expected) * 1e-12, Double.MIN_VALUE);
    assertThat(actual).isCloseTo(expected, within(tolerance));
  }
}
