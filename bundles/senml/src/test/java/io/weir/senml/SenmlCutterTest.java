package io.weir.senml;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Packs in both forms; the CBOR is read by another implementation, Jackson's. */
class SenmlCutterTest {
  private static final String BASE = "urn:cpt:device:sn:G1:";
  private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
  private static final ObjectMapper CBOR = new ObjectMapper(new CBORFactory());

  @Test
  void theLabelsOfCborAreTheIntegersOfTheRfc() {
    ResolvedRecord record = ResolvedRecord.of("x:a", "Cel", 1_700_000_000, new Value.Number(23.5));
    // [{-2: "x:", 0: "a", 1: "Cel", 2: 23.5, 6: 1700000000}], written by hand
    assertThat(hex(cut(SenmlForm.CBOR, "x:", List.of(record)).get(0)))
        .isEqualTo("81a52162783a006161016343656c02fa41bc0000061a6553f100");
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {
        0,
        -0.0,
        1,
        -1,
        23,
        24,
        255,
        256,
        65_535,
        65_536,
        4294967296.0,
        -4294967297.0,
        0.5,
        0.1,
        -0.1,
        1e300,
        -1e300,
        1e-300,
        9007199254740991.0,
        9007199254740992.0,
        3.4028234663852886e38,
        Double.MIN_VALUE,
        Double.MAX_VALUE
      })
  void everyNumberComesBackBitForBit(double value) throws IOException {
    ResolvedRecord record =
        ResolvedRecord.of(BASE + "a", "", 1_700_000_000.25, new Value.Number(value));
    JsonNode read = CBOR.readTree(cut(SenmlForm.CBOR, BASE, List.of(record)).get(0)).get(0);
    assertThat(Double.doubleToLongBits(read.get("2").doubleValue()))
        .isEqualTo(Double.doubleToLongBits(value));
    assertThat(read.get("6").doubleValue()).isEqualTo(1_700_000_000.25);
  }

  @Test
  void everyKindOfValueHasItsField() throws IOException {
    List<ResolvedRecord> records =
        List.of(
            ResolvedRecord.of(BASE + "int", "", 1e9, Value.of(Long.MAX_VALUE)),
            ResolvedRecord.of(BASE + "low", "", 1e9, Value.of(Long.MIN_VALUE + 1)),
            ResolvedRecord.of(BASE + "text", "", 1e9, new Value.Text("grün \uD83D\uDE00")),
            ResolvedRecord.of("urn:other:bool", "", 1e9, new Value.Bool(true)),
            ResolvedRecord.of(BASE + "data", "", 1e9, new Value.Data(new byte[] {0, -1, 7})),
            new ResolvedRecord(BASE + "sum", "J", 1e9, null, 12.5, 60.0, Quality.BAD));
    JsonNode read = CBOR.readTree(cut(SenmlForm.CBOR, BASE, records).get(0));
    assertThat(read.get(0).get("-2").asText()).isEqualTo(BASE);
    assertThat(read.get(0).get("2").longValue()).isEqualTo(Long.MAX_VALUE);
    assertThat(read.get(1).get("2").longValue()).isEqualTo(Long.MIN_VALUE + 1);
    assertThat(read.get(1).has("-2")).as("a base name holds for what follows").isFalse();
    assertThat(read.get(2).get("3").asText()).isEqualTo("grün \uD83D\uDE00");
    assertThat(read.get(3).get("-2").asText()).isEmpty();
    assertThat(read.get(3).get("0").asText()).isEqualTo("urn:other:bool");
    assertThat(read.get(3).get("4").booleanValue()).isTrue();
    assertThat(read.get(4).get("-2").asText()).as("said again after another").isEqualTo(BASE);
    assertThat(read.get(4).get("8").binaryValue()).containsExactly(0, -1, 7);
    assertThat(read.get(5).get("5").doubleValue()).isEqualTo(12.5);
    assertThat(read.get(5).get("7").doubleValue()).isEqualTo(60);
    assertThat(read.get(5).get("q").asText()).isEqualTo("bad");
  }

  @ParameterizedTest
  @EnumSource
  void noPackIsLargerThanAllowedAndNothingIsMissing(SenmlForm form) throws IOException {
    List<ResolvedRecord> records = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      records.add(ResolvedRecord.of(BASE + "m" + i, "Cel", 1e9 + i, new Value.Number(i / 10.0)));
    }
    records.add(1_000, ResolvedRecord.of(BASE + "big", "", 1e9, new Value.Text("x".repeat(1_000))));
    SenmlCutter.Cut cut = SenmlCutter.cut(form, BASE, records, 1_000, NOW);
    assertThat(cut.tooLarge()).extracting(ResolvedRecord::name).containsExactly(BASE + "big");
    assertThat(cut.packs()).allSatisfy(pack -> assertThat(pack).hasSizeLessThanOrEqualTo(1_000));
    assertThat(cut.packs().subList(0, cut.packs().size() - 2))
        .as("and they are well filled")
        .filteredOn(pack -> pack.length < 800)
        .hasSizeLessThanOrEqualTo(1);
    List<String> names = new ArrayList<>();
    for (byte[] pack : cut.packs()) {
      if (form == SenmlForm.JSON) {
        SenmlPack.parse(pack).resolve(NOW, null).forEach(record -> names.add(record.name()));
      } else {
        CBOR.readTree(pack).forEach(record -> names.add(BASE + record.get("0").asText()));
      }
    }
    assertThat(names).hasSize(2_000).doesNotHaveDuplicates();
  }

  @Test
  void jsonIsWhatTheWriterWrites() {
    List<ResolvedRecord> records =
        List.of(
            ResolvedRecord.of(BASE + "a", "Cel", 1e9, new Value.Number(1)),
            ResolvedRecord.of(BASE + "b", "Cel", 1e9, new Value.Number(2)));
    assertThat(cut(SenmlForm.JSON, BASE, records))
        .containsExactly(SenmlWriter.write(BASE, records, NOW));
  }

  @Test
  void nothingGivesNoPack() {
    assertThat(cut(SenmlForm.JSON, BASE, List.of())).isEmpty();
  }

  private static List<byte[]> cut(SenmlForm form, String base, List<ResolvedRecord> records) {
    return SenmlCutter.cut(form, base, records, 100_000, NOW).packs();
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
