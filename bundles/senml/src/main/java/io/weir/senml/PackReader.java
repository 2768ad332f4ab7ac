package io.weir.senml;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * From bytes to records. Limits come first, then UTF-8 (the JSON library would take overlong forms
 * and guess at UTF-16), then JSON as a stream.
 */
final class PackReader {

  static final String LIMIT = "Weir limit";

  private static final String JSON = "RFC 8259";

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES) // labels come from strangers
          .disable(JsonReadFeature.ALLOW_TRAILING_COMMA)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxDocumentLength(SenmlPack.MAX_BYTES)
                  .maxNestingDepth(SenmlPack.MAX_DEPTH)
                  .maxStringLength(SenmlPack.MAX_STRING_BYTES)
                  .maxNameLength(1_024)
                  .maxNumberLength(1_000)
                  .build())
          .build();

  private PackReader() {}

  static List<SenmlRecord> read(byte[] json) {
    if (json.length > SenmlPack.MAX_BYTES) {
      throw new SenmlException(
          LIMIT, "pack", "must have at most " + SenmlPack.MAX_BYTES + " bytes, has " + json.length);
    }
    CharBuffer text = decode(json);
    int[] count = {0};
    try (JsonParser parser =
        FACTORY.createParser(
            text.array(), text.arrayOffset() + text.position(), text.remaining())) {
      return records(parser, count);
    } catch (StreamConstraintsException e) {
      throw new SenmlException(LIMIT, place(count[0]), e.getOriginalMessage(), e);
    } catch (JsonProcessingException e) {
      throw broken(e, place(count[0]));
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory failed", e);
    }
  }

  private static List<SenmlRecord> records(JsonParser parser, int[] count) throws IOException {
    if (parser.nextToken() != JsonToken.START_ARRAY) {
      throw new SenmlException(
          "RFC 8428 s5",
          "pack",
          "must be a JSON array, is " + RecordReader.shown(parser.currentToken()));
    }
    List<SenmlRecord> records = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      count[0]++;
      if (count[0] > SenmlPack.MAX_RECORDS) {
        throw new SenmlException(
            LIMIT, "pack", "must have at most " + SenmlPack.MAX_RECORDS + " records, has more");
      }
      records.add(new RecordReader(parser, place(count[0])).read());
    }
    count[0] = 0;
    if (parser.nextToken() != null) {
      throw new SenmlException(
          JSON + " s2", "pack", "must end with its array, has more text behind it");
    }
    return records;
  }

  private static CharBuffer decode(byte[] json) {
    try {
      CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json));
      if (text.hasRemaining() && text.get(text.position()) == '\uFEFF') {
        text.position(text.position() + 1); // RFC 8259 s8.1: a reader may ignore it
      }
      return text;
    } catch (CharacterCodingException e) {
      throw new SenmlException("RFC 3629 s3", "pack", "must be UTF-8, has bytes that are not", e);
    }
  }

  private static SenmlException broken(JsonProcessingException e, String place) {
    String message = e.getOriginalMessage();
    boolean twice = e instanceof JsonParseException && message.startsWith("Duplicate");
    String where = e.getLocation() == null ? "" : ", character " + e.getLocation().getCharOffset();
    return twice
        ? new SenmlException(JSON + " s4", place, "must have each label once: " + message, e)
        : new SenmlException(JSON + " s2", place + where, "must be JSON: " + message, e);
  }

  private static String place(int record) {
    return record == 0 ? "pack" : "record " + record;
  }
}
