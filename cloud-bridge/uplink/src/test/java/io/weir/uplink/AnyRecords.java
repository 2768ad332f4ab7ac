package io.weir.uplink;

import io.weir.senml.Quality;
import io.weir.senml.ResolvedRecord;
import io.weir.senml.Value;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Records of every kind that SenML allows, with the edges of each field. */
final class AnyRecords {

  private AnyRecords() {}

  static Arbitrary<List<ResolvedRecord>> lists() {
    return Arbitraries.oneOf(
            List.of(
                records(doubles(), names()),
                // few names and times of a clock: what shared columns are made of
                records(clockTimes(), Arbitraries.of("a", "b:1", "b:2"))))
        .list()
        .ofMaxSize(120);
  }

  private static Arbitrary<ResolvedRecord> records(
      Arbitrary<Double> times, Arbitrary<String> name) {
    Arbitrary<Double> optional = doubles().injectNull(0.8);
    return Combinators.combine(
            name,
            Arbitraries.of("", "Cel", "deg", "%", "€"),
            times,
            values().injectNull(0.1),
            optional,
            optional,
            Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(8, Arbitraries.just(Quality.GOOD)),
                net.jqwik.api.Tuple.of(1, Arbitraries.of(Quality.class))))
        .as(AnyRecords::record);
  }

  private static ResolvedRecord record(
      String name, String unit, double time, Value value, Double sum, Double update, Quality q) {
    Double some = Double.valueOf(1.5);
    return new ResolvedRecord(
        name, unit, time, value, value == null && sum == null ? some : sum, update, q);
  }

  static Arbitrary<String> names() {
    return strings().filter(text -> !text.isEmpty());
  }

  /** Text of any script, without half surrogate pairs. */
  static Arbitrary<String> strings() {
    return Arbitraries.oneOf(
        List.of(
            Arbitraries.strings().alpha().ofMaxLength(10),
            Arbitraries.strings().ofMaxLength(40).filter(AnyRecords::whole),
            Arbitraries.of("", "𝄞", "𝄢", "\u0000", "x".repeat(70_000))));
  }

  private static boolean whole(String text) {
    return text.codePoints().noneMatch(c -> c >= 0xd800 && c < 0xe000);
  }

  static Arbitrary<Value> values() {
    Arbitrary<Value> numbers = doubles().map(Value.Number::new);
    Arbitrary<Value> integers = Arbitraries.longs().map(Value::of);
    Arbitrary<Value> texts = strings().map(Value.Text::new);
    Arbitrary<Value> booleans = Arbitraries.of(true, false).map(Value.Bool::new);
    Arbitrary<Value> data =
        Arbitraries.bytes().array(byte[].class).ofMaxSize(40).map(Value.Data::new);
    return Arbitraries.oneOf(List.of(numbers, numbers, integers, texts, booleans, data));
  }

  /** Doubles of all magnitudes: any bits, decimals, floats, whole numbers, and the edges. */
  static Arbitrary<Double> doubles() {
    return Arbitraries.oneOf(
        List.of(
            Arbitraries.longs().map(Double::longBitsToDouble).filter(Double::isFinite),
            Arbitraries.integers().between(-99_999, 99_999).map(n -> n / 100.0),
            Arbitraries.floats().map(Float::doubleValue).filter(Double::isFinite),
            Arbitraries.integers().between(-300, 300).map(n -> (double) (n / 10.0f)),
            Arbitraries.longs().map(n -> (double) n),
            Arbitraries.of(
                0.0,
                -0.0,
                Double.MIN_VALUE,
                -Double.MIN_VALUE,
                Double.MIN_NORMAL,
                Double.MAX_VALUE,
                -Double.MAX_VALUE,
                0x1p53,
                0x1p53 + 2,
                -0x1p63,
                0x1p63,
                1e22,
                1e23,
                0.1 + 0.2,
                1 / 3.0)));
  }

  private static Arbitrary<Double> clockTimes() {
    return Arbitraries.integers().between(0, 50).map(n -> 1.7e9 + n * 0.25);
  }
}
