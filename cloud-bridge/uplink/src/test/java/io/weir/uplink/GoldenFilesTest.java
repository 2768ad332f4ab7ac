package io.weir.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.senml.ResolvedRecord;
import io.weir.uplink.proto.Kind;
import io.weir.uplink.proto.Records;
import io.weir.uplink.proto.Segment;
import io.weir.uplink.proto.SignalFrame;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Segments written by an earlier version are read for ever, by us and by protobuf's own tool. */
class GoldenFilesTest {
  @TempDir Path temporary;

  private static byte[] golden(String name) throws IOException {
    try (InputStream in = GoldenFilesTest.class.getResourceAsStream("/golden/" + name + ".bin")) {
      return in.readAllBytes();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"metrics", "doubles", "types", "thinned"})
  void recordsComeBackAsTheyWereWritten(String name) throws IOException {
    Segment segment = Segments.parse(golden(name));
    List<ResolvedRecord> expected = GoldenFiles.records().get(name);

    assertThat(segment.getSerial()).isEqualTo("GW-1");
    assertThat(Segments.epoch(segment.getEpoch())).isEqualTo(GoldenFiles.EPOCH);
    assertThat(segment.getSeq()).isEqualTo(42);
    assertThat(segment.getRecords()).isEqualTo(expected.size());
    assertThat(RecordsCodec.decode(segment.getBody().toByteArray()))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void gapAndSignalComeBackAsTheyWereWritten() throws IOException {
    Segment gap = Segments.parse(golden("gap"));
    Segment signal = Segments.parse(golden("signal"));

    assertThat(gap.getKind()).isEqualTo(Kind.KIND_GAP);
    assertThat(gap.getThrough()).isEqualTo(99);
    assertThat(gap.getGapReason()).isEqualTo(GoldenFiles.gap().getGapReason());
    assertThat(SignalFrame.parseFrom(signal.getBody())).isEqualTo(GoldenFiles.signal());
  }

  @Test
  void protocReadsTheSegments() throws Exception {
    assertThat(protoc("Segment", golden("gap")))
        .contains("serial: \"GW-1\"", "seq: 43", "through: 99", "kind: KIND_GAP", "records: 1234")
        .contains("gap_reason: \"evicted: the outbox was full\"", "lane: LANE_DATA")
        .contains("first_time_us: 1700000000000000");
    assertThat(protoc("Segment", golden("metrics")))
        .contains("kind: KIND_RECORDS", "records: 120", "crc32c: ");
  }

  @Test
  void protocReadsTheBodies() throws Exception {
    byte[] body = Segments.parse(golden("metrics")).getBody().toByteArray();
    byte[] plain = Deflation.inflate(body, RecordsCodec.MAX_INFLATED);

    assertThat(protoc("Records", plain))
        .contains("prefix: \"urn:cpt:device:sn:GW-1:\"")
        .contains("names: \"net:rx\"", "names: \"cpu:total\"", "names: \"temp\"")
        .contains("units: \"By\"", "units: \"%\"", "units: \"Cel\"", "time_counts: 40");
    assertThat(protoc("SignalFrame", Segments.parse(golden("signal")).getBody().toByteArray()))
        .contains("interval_ns: 39062", "encoding: INT16_LE", "offset: -9.81");
  }

  @Test
  void noFieldOfOursIsUnknownToTheContract() throws Exception {
    for (String name : List.of("metrics", "doubles", "types", "thinned")) {
      Segment segment = Segments.parse(golden(name));
      byte[] plain = Deflation.inflate(segment.getBody().toByteArray(), RecordsCodec.MAX_INFLATED);

      assertThat(segment.getUnknownFields().asMap()).isEmpty();
      assertThat(Records.parseFrom(plain).getUnknownFields().asMap()).isEmpty();
    }
  }

  /** What {@code protoc --decode} says. The build fetched the tool, to compile the contract. */
  private String protoc(String message, byte[] input) throws Exception {
    Path tool = tool();
    Path proto = Path.of("src/main/protobuf");
    Path in = Files.write(temporary.resolve("in.bin"), input);
    Path out = temporary.resolve("out.txt");
    Path err = temporary.resolve("err.txt");
    Process process =
        new ProcessBuilder(
                tool.toString(),
                "--decode=weir.uplink.v1." + message,
                "-I" + proto,
                proto + "/weir/uplink/v1/uplink.proto",
                proto + "/weir/uplink/v1/records.proto",
                proto + "/weir/uplink/v1/signal.proto")
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(err)).isEmpty();
    assertThat(process.exitValue()).isZero();
    return Files.readString(out);
  }

  private static Path tool() throws IOException {
    Path artifacts = Path.of("target/protobuf-maven-plugin");
    Assumptions.assumeTrue(
        Files.isDirectory(artifacts), () -> "SKIPPED: no protoc under " + artifacts);
    try (Stream<Path> files = Files.walk(artifacts)) {
      Path tool =
          files
              .filter(file -> file.getFileName().toString().matches("protoc.*"))
              .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
              .findFirst()
              .orElse(null);
      Assumptions.assumeTrue(tool != null, () -> "SKIPPED: no protoc under " + artifacts);
      return tool;
    }
  }
}
