package io.weir.senml;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

class SenmlWriterTest {

  private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);

  @Example
  void writesTheFormOfTheBus() {
    ResolvedRecord record =
        ResolvedRecord.of("urn:cpt:device:sn:7:cpu:total", "%", 1_700_000_000.25, Value.of(12));
    assertThat(text("urn:cpt:device:sn:7:", List.of(record)))
        .isEqualTo(
            "[{\"bn\":\"urn:cpt:device:sn:7:\",\"n\":\"cpu:total\",\"u\":\"%\",\"v\":12,"
                + "\"t\":1700000000.25}]");
  }

  @Example
  void namesThatDoNotShareTheBaseStayWhole() {
    List<ResolvedRecord> records =
        List.of(
            ResolvedRecord.of("a:x", "", 1.7e9, Value.of(1)),
            ResolvedRecord.of("b:y", "", 1.7e9, new Value.Bool(true)));
    assertThat(text("a:", records))
        .isEqualTo(
            "[{\"bn\":\"\",\"n\":\"a:x\",\"v\":1,\"t\":1700000000},"
                + "{\"bn\":\"\",\"n\":\"b:y\",\"vb\":true,\"t\":1700000000}]");
  }

  @Example
  void aTimeBeforeTheAbsoluteOnesIsWrittenRelativeToNow() {
    Instant boot = Instant.ofEpochSecond(100); // a box without a clock wakes up in 1970
    List<ResolvedRecord> records = List.of(ResolvedRecord.of("a", "", 97.5, Value.of(1)));
    byte[] json = SenmlWriter.write("", records, boot);
    assertThat(new String(json, StandardCharsets.UTF_8)).contains("\"t\":-2.5");
    assertThat(SenmlPack.parse(json).resolve(boot, null)).isEqualTo(records);
  }

  @Property
  void whatIsWrittenReadsBackBitForBit(
      @ForAll("packs") List<ResolvedRecord> records, @ForAll("bases") String base) {
    byte[] json = SenmlWriter.write(base, records, NOW);
    List<ResolvedRecord> sorted =
        records.stream().sorted(Comparator.comparingDouble(ResolvedRecord::time)).toList();
    assertThat(SenmlPack.parse(json).resolve(NOW, null)).isEqualTo(sorted);
  }

  @Property
  void arbitraryBytesAreReadOrRefusedAndNothingElse(@ForAll byte[] json) {
    readOrRefused(json);
  }

  @Tag("slow")
  @Property(tries = 3_000)
  void aPackWithOneByteChangedIsReadOrRefusedAndNothingElse(
      @ForAll("packs") List<ResolvedRecord> records, @ForAll int at, @ForAll byte with) {
    byte[] json = SenmlWriter.write("", records, NOW);
    json[Math.floorMod(at, json.length)] = with;
    readOrRefused(json);
  }

  private static void readOrRefused(byte[] json) {
    try {
      assertThat(SenmlPack.parse(json).resolve(NOW, "urn:x:")).isNotNull();
    } catch (SenmlException refused) {
      assertThat(refused.rule()).isNotEmpty();
    }
  }

  @Provide
  Arbitrary<List<ResolvedRecord>> packs() {
    return Combinators.combine(
            names(), units(), times(), values(), optional(), optional(), quality())
        .as(ResolvedRecord::new)
        .list()
        .ofMaxSize(12);
  }

  @Provide
  Arbitrary<String> bases() {
    return Arbitraries.of("", "urn:cpt:device:sn:7:");
  }

  private static Arbitrary<String> names() {
    Arbitrary<String> any =
        Arbitraries.strings()
            .withChars("-:./_")
            .withCharRange('a', 'z')
            .withCharRange('A', 'Z')
            .withCharRange('0', '9')
            .ofMaxLength(20);
    return Combinators.combine(Arbitraries.of("urn:cpt:device:sn:7:", "x", "9"), any)
        .as(String::concat);
  }

  private static Arbitrary<String> units() {
    return Arbitraries.oneOf(Arbitraries.of("", "deg", "%", "1/min"), text());
  }

  private static Arbitrary<String> text() {
    return Arbitraries.strings().ofMaxLength(30).filter(SenmlWriterTest::isUnicode);
  }

  private static boolean isUnicode(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  private static Arbitrary<Double> times() {
    return Arbitraries.oneOf(
        Arbitraries.doubles().between(UnixTime.ABSOLUTE_FROM, 4e9).ofScale(6),
        Arbitraries.longs().between(1_600_000_000, 1_800_000_000).map(Long::doubleValue));
  }

  private static Arbitrary<Double> numbers() {
    return Arbitraries.oneOf(
        Arbitraries.longs().map(Double::longBitsToDouble).filter(Double::isFinite),
        Arbitraries.doubles().between(-1000, 1000).ofScale(3),
        Arbitraries.of(0.0, -0.0, Double.MIN_VALUE, Double.MAX_VALUE, 1e15, 1e-4, 0x1p53));
  }

  private static Arbitrary<Value> values() {
    return Arbitraries.oneOf(
        numbers().map(Value.Number::new),
        Arbitraries.longs().map(Value::of),
        text().map(Value.Text::new),
        Arbitraries.of(true, false).map(Value.Bool::new),
        Arbitraries.bytes().array(byte[].class).ofMaxSize(40).map(Value.Data::new));
  }

  private static Arbitrary<Double> optional() {
    return numbers().injectNull(0.7);
  }

  private static Arbitrary<Quality> quality() {
    return Arbitraries.of(Quality.class);
  }

  private static String text(String base, List<ResolvedRecord> records) {
    return new String(SenmlWriter.write(base, records, NOW), StandardCharsets.UTF_8);
  }
}
