package io.weir.fleet.web;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;

/** Reads what clients send, with limits before anything is kept. Any thread. */
final class Bodies {
  /** No JSON that this API takes is larger. */
  static final int MAX_JSON = 128 * 1024;

  /** So far a refused body is read to its end, so that its sender gets to read the answer. */
  private static final long MAX_SKIPPED = 16 << 20;

  static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(32).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  // a body can be read once, and is wanted twice where it is signed
  private static final String READ = "weir.body";

  private Bodies() {}

  static <T> T read(Context context, Class<T> type) {
    if (!context.isJson()) {
      throw Problem.other(415, "The content type is not supported", "expected application/json");
    }
    byte[] bytes = bytes(context, MAX_JSON);
    try {
      T value = MAPPER.readValue(bytes, type);
      if (value == null) {
        throw Problem.invalid(null, "expected a JSON object, was null");
      }
      return value;
    } catch (JacksonException e) {
      throw JsonFault.of(e);
    } catch (IOException e) {
      throw Problem.invalid(null, "the body cannot be read");
    }
  }

  /** Text from the store as JSON; as a text where it is none, null for null. */
  static JsonNode json(String text) {
    try {
      return text == null ? null : MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      return MAPPER.getNodeFactory().textNode(text);
    }
  }

  /** The body, if it is not larger; no more than that is read. */
  static byte[] bytes(Context context, int max) {
    byte[] known = context.attribute(READ);
    if (known == null) {
      known = read(context, max);
      context.attribute(READ, known);
    }
    return known;
  }

  private static byte[] read(Context context, int max) {
    try {
      boolean fits = context.req().getContentLengthLong() <= max;
      byte[] bytes = fits ? context.req().getInputStream().readNBytes(max + 1) : new byte[0];
      if (!fits || bytes.length > max) {
        skip(context);
        context.header("Connection", "close");
        throw Problem.tooLarge("expected at most " + max + " bytes");
      }
      return bytes;
    } catch (IOException e) {
      throw Problem.invalid(null, "the body cannot be read: " + e.getMessage());
    }
  }

  private static void skip(Context context) throws IOException {
    if (context.header("Expect") != null) {
      return; // whoever asks first has not begun to send
    }
    InputStream in = context.req().getInputStream();
    byte[] buffer = new byte[1 << 16];
    long skipped = 0;
    for (int n = 0; n >= 0 && skipped < MAX_SKIPPED; n = in.read(buffer)) {
      skipped += n;
    }
  }
}
