package io.weir.senml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 8428, sentence by sentence: what is accepted, and what it means. */
class SenmlPackTest {

  private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);

  @Test
  void aNameWithoutABaseGetsTheGatewaysOwn() {
    String json =
        """
        [{"n":"cpu:total","v":1},{"bn":"urn:other:","n":"x","v":2},{"n":"y","v":3},
         {"bn":"","n":"z","v":4}]""";
    assertThat(resolve(json, "urn:cpt:device:sn:7:"))
        .extracting(ResolvedRecord::name)
        .containsExactly(
            "urn:cpt:device:sn:7:cpu:total", "urn:other:x", "urn:other:y", "urn:cpt:device:sn:7:z");
  }

  @Test
  void aMissingTimeIsNow() {
    assertThat(resolve("[{\"n\":\"a\",\"v\":1}]").get(0).time()).isEqualTo(1_700_000_000d);
  }

  @Test
  void aNegativeTimeLiesInThePast() {
    assertThat(resolve("[{\"n\":\"a\",\"t\":-2.5,\"v\":1}]").get(0).time())
        .isEqualTo(1_699_999_997.5);
  }

  @ParameterizedTest
  @CsvSource({"268435455,1968435455", "268435456,268435456", "-1,1699999999", "1.7e9,1700000000"})
  void timesBelowTwoToThe28AreRelative(String sent, double resolved) {
    assertThat(resolve("[{\"n\":\"a\",\"t\":" + sent + ",\"v\":1}]").get(0).time())
        .isEqualTo(resolved);
  }

  @Test
  void recordsComeInTheOrderOfTimeAndEqualTimesInTheOrderOfTheWire() {
    String json =
        """
        [{"n":"c","t":1700000002,"v":1},{"n":"a","t":1700000001,"v":1},
         {"n":"b","t":1700000001,"v":1}]""";
    assertThat(resolve(json)).extracting(ResolvedRecord::name).containsExactly("a", "b", "c");
  }

  @Test
  void baseFieldsHoldUntilTheyAreGivenAgain() {
    String json =
        """
        [{"bn":"m:","bt":1700000000,"bu":"W","bv":100,"n":"p","v":1},
         {"n":"p","t":1,"v":2},
         {"bu":"","bv":0,"n":"q","t":2,"v":3},
         {"n":"q","u":"A","t":3,"v":4}]""";
    assertThat(resolve(json))
        .containsExactly(
            ResolvedRecord.of("m:p", "W", 1_700_000_000d, new Value.Number(101)),
            ResolvedRecord.of("m:p", "W", 1_700_000_001d, new Value.Number(102)),
            ResolvedRecord.of("m:q", "", 1_700_000_002d, new Value.Number(3)),
            ResolvedRecord.of("m:q", "A", 1_700_000_003d, new Value.Number(4)));
  }

  @Test
  void aBaseValueAloneIsTheValue() {
    assertThat(resolve("[{\"n\":\"a\",\"bv\":7}]").get(0).value()).isEqualTo(new Value.Number(7));
  }

  @Test
  void aBaseValueDoesNotTouchTextBooleanOrData() {
    String json = "[{\"bv\":7,\"n\":\"a\",\"vs\":\"x\"},{\"n\":\"b\",\"vb\":true}]";
    assertThat(resolve(json))
        .extracting(ResolvedRecord::value)
        .containsExactly(new Value.Text("x"), new Value.Bool(true));
  }

  @Test
  void aSumStandsAloneAlsoUnderABaseValue() {
    ResolvedRecord record = resolve("[{\"bv\":7,\"n\":\"a\",\"s\":3}]").get(0);
    assertThat(record.value()).isNull();
    assertThat(record.sum()).isEqualTo(3);
  }

  @Test
  void aBaseSumIsAddedToEverySumAndStandsForAMissingOne() {
    String json = "[{\"bs\":10,\"n\":\"a\",\"s\":1},{\"n\":\"a\",\"v\":5},{\"n\":\"a\"}]";
    assertThat(resolve(json)).extracting(ResolvedRecord::sum).containsExactly(11d, 10d, 10d);
  }

  @Test
  void aRecordOfBaseFieldsOnlyIsNoMeasurement() {
    String json = "[{\"bn\":\"a:\",\"bv\":10,\"bs\":1},{\"n\":\"x\",\"v\":1}]";
    assertThat(resolve(json)).extracting(ResolvedRecord::name).containsExactly("a:x");
    assertThat(SenmlPack.parse(bytes(json)).records()).hasSize(2);
  }

  @Test
  void anEmptyPackIsAPackWithNothingInIt() {
    assertThat(resolve(" [ ] ")).isEmpty();
  }

  @Test
  void anIntegerBeyondADoubleKeepsItsDigits() {
    String json =
        "[{\"n\":\"a\",\"v\":9007199254740993},{\"n\":\"b\",\"v\":9223372036854775807},"
            + "{\"n\":\"c\",\"v\":-9223372036854775808},{\"n\":\"d\",\"v\":9223372036854775808},"
            + "{\"n\":\"e\",\"bv\":1,\"v\":9007199254740992}]";
    assertThat(resolve(json))
        .extracting(ResolvedRecord::value)
        .containsExactly(
            new Value.Int(9_007_199_254_740_993L),
            new Value.Int(Long.MAX_VALUE),
            new Value.Number(-0x1p63),
            new Value.Number(0x1p63),
            new Value.Int(9_007_199_254_740_993L));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-0", "-0.0", "-0e0"})
  void negativeZeroStaysNegative(String literal) {
    assertThat(resolve("[{\"n\":\"a\",\"v\":" + literal + "}]").get(0).value())
        .isEqualTo(new Value.Number(-0.0));
  }

  @Test
  void theQualityIsReadAndAnythingElseUnderItsLabelIgnored() {
    String json =
        "[{\"n\":\"a\",\"v\":1,\"q\":\"bad\"},{\"n\":\"b\",\"v\":1,\"q\":\"uncertain\"},"
            + "{\"n\":\"c\",\"v\":1,\"q\":\"odd\"},{\"n\":\"d\",\"v\":1,\"q\":{\"z\":[7]}},"
            + "{\"n\":\"e\",\"v\":1}]";
    assertThat(resolve(json))
        .extracting(ResolvedRecord::quality)
        .containsExactly(Quality.BAD, Quality.UNCERTAIN, Quality.GOOD, Quality.GOOD, Quality.GOOD);
  }

  @Test
  void labelsThatAreNotKnownAreIgnoredWhateverTheyHold() {
    String json = "[{\"x\":null,\"y_z\":[[{\"bn_\":1}]],\"n\":\"a\",\"v\":1,\"V\":2}]";
    assertThat(resolve(json)).hasSize(1);
  }

  @Test
  void labelsComeInAnyOrder() {
    String json = "[{\"v\":1,\"n\":\"b\",\"bn\":\"a:\",\"bt\":1700000000}]";
    assertThat(resolve(json))
        .containsExactly(ResolvedRecord.of("a:b", "", 1_700_000_000d, new Value.Number(1)));
  }

  @Test
  void theVersionIsOneForThePack() {
    assertThat(SenmlPack.parse(bytes("[{\"n\":\"a\",\"v\":1}]")).version()).isEqualTo(10);
    assertThat(SenmlPack.parse(bytes("[{\"n\":\"a\",\"v\":1,\"bver\":5}]")).version()).isEqualTo(5);
    assertThat(SenmlPack.parse(bytes("[{\"bver\":1e1,\"n\":\"a\",\"v\":1}]")).version())
        .isEqualTo(10);
  }

  @Test
  void theRecordsAreAsOnTheWire() {
    SenmlRecord record =
        SenmlPack.parse(bytes("[{\"bn\":\"a:\",\"bt\":5,\"n\":\"b\",\"t\":1,\"v\":2,\"ut\":60}]"))
            .records()
            .get(0);
    assertThat(record)
        .isEqualTo(
            new SenmlRecord(
                "a:",
                5d,
                null,
                null,
                null,
                null,
                "b",
                null,
                new Value.Number(2),
                null,
                1d,
                60d,
                null));
  }

  @Test
  void moreRecordsThanTheLimitAreRefusedAndTheLimitIsNot() {
    String record = "{\"n\":\"a\",\"v\":1},";
    String limit = "[" + record.repeat(4_999) + "{\"n\":\"a\",\"v\":1}]";
    assertThat(resolve(limit)).hasSize(5_000);
    String more = "[" + record.repeat(5_000) + "{\"n\":\"a\",\"v\":1}]";
    assertThatThrownBy(() -> resolve(more)).hasMessageContaining("at most 5000 records");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "\u00e9", "\u20ac"})
  void aStringIsLimitedInBytes(String letter) {
    int bytes = letter.getBytes(StandardCharsets.UTF_8).length;
    String longest = letter.repeat(SenmlPack.MAX_STRING_BYTES / bytes);
    assertThat(resolve("[{\"n\":\"a\",\"vs\":\"" + longest + "\"}]")).hasSize(1);
    assertThatThrownBy(() -> resolve("[{\"n\":\"a\",\"vs\":\"" + longest + letter + "\"}]"))
        .isInstanceOfSatisfying(
            SenmlException.class, e -> assertThat(e.rule()).isEqualTo("Weir limit"));
  }

  private static List<ResolvedRecord> resolve(String json) {
    return resolve(json, null);
  }

  private static List<ResolvedRecord> resolve(String json, String base) {
    return SenmlPack.parse(bytes(json)).resolve(NOW, base);
  }

  private static byte[] bytes(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }
}
