package io.weir.senml;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/**
 * Writes records as a pack (RFC 8428 s5). Each record carries its own base name, so that a reader
 * that knows nothing of base fields carried over reads it too. Any thread.
 */
public final class SenmlWriter {

  private static final JsonFactory FACTORY = new JsonFactory();

  private SenmlWriter() {}

  /** As {@link #write(String, List, Instant)} with the time of the call. */
  public static byte[] write(String baseName, List<ResolvedRecord> records) {
    return write(baseName, records, Instant.now());
  }

  /**
   * The pack in UTF-8, in the order given. It is not checked against the limits of {@link
   * SenmlPack}: the caller cuts.
   *
   * @param baseName becomes {@code bn} if all names start with it; else {@code bn} is "" and the
   *     names are whole
   * @param now what a time before 2^28 (July 1978) is written relative to: SenML has no absolute
   *     form for it (s4.5.3)
   */
  public static byte[] write(String baseName, List<ResolvedRecord> records, Instant now) {
    boolean common = records.stream().allMatch(record -> record.name().startsWith(baseName));
    String base = common ? baseName : "";
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(96 * records.size() + 16);
    try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
      json.writeStartArray();
      for (ResolvedRecord record : records) {
        write(json, base, record, UnixTime.seconds(now));
      }
      json.writeEndArray();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  /** One record alone, without the brackets of a pack. */
  static byte[] record(String base, ResolvedRecord record, Instant now) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(96);
    try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
      write(json, base, record, UnixTime.seconds(now));
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  private static void write(JsonGenerator json, String base, ResolvedRecord record, double now)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("bn", base);
    json.writeStringField("n", record.name().substring(base.length()));
    if (!record.unit().isEmpty()) {
      json.writeStringField("u", record.unit());
    }
    if (record.value() != null) {
      value(json, record.value());
    }
    if (record.sum() != null) {
      number(json, "s", record.sum());
    }
    boolean absolute = record.time() >= UnixTime.ABSOLUTE_FROM;
    number(json, "t", absolute ? record.time() : record.time() - now);
    if (record.updateTime() != null) {
      number(json, "ut", record.updateTime());
    }
    switch (record.quality()) {
      case GOOD -> {}
      case UNCERTAIN -> json.writeStringField("q", "uncertain");
      case BAD -> json.writeStringField("q", "bad");
    }
    json.writeEndObject();
  }

  private static void value(JsonGenerator json, Value value) throws IOException {
    if (value instanceof Value.Number number) {
      number(json, "v", number.value());
    } else if (value instanceof Value.Int integer) {
      json.writeNumberField("v", integer.value());
    } else if (value instanceof Value.Text text) {
      json.writeStringField("vs", text.value());
    } else if (value instanceof Value.Bool bool) {
      json.writeBooleanField("vb", bool.value());
    } else if (value instanceof Value.Data data) {
      json.writeStringField(
          "vd", Base64.getUrlEncoder().withoutPadding().encodeToString(data.value()));
    }
  }

  private static void number(JsonGenerator json, String label, double value) throws IOException {
    json.writeFieldName(label);
    json.writeNumber(Numbers.text(value));
  }
}
