package io.weir.uplink;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Texts, each distinct one written once ({@code records.proto}, text column). Pure; any thread. */
final class TextColumn {

  private TextColumn() {}

  /**
   * @throws IllegalArgumentException if a text has half a surrogate pair: it has no UTF-8
   */
  static void encode(List<String> texts, ByteSink out) {
    Map<String, Integer> places = new HashMap<>();
    List<String> distinct = new ArrayList<>();
    for (String text : texts) {
      if (places.putIfAbsent(text, distinct.size()) == null) {
        distinct.add(text);
      }
    }
    out.varint(distinct.size());
    for (String text : distinct) {
      byte[] utf8 = utf8(text);
      out.varint(utf8.length);
      out.put(utf8);
    }
    if (distinct.size() > 1 && distinct.size() < texts.size()) {
      LongColumn.encode(texts.stream().mapToLong(places::get).toArray(), out);
    }
  }

  static byte[] utf8(String text) {
    try {
      var bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] utf8 = new byte[bytes.remaining()];
      bytes.get(utf8);
      return utf8;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("expected text, found half a surrogate pair in it", e);
    }
  }

  static String[] decode(ByteSource in, int n) {
    // a distinct text takes at least its length byte, so what is there bounds the array
    int count = in.count("distinct texts", 1, Math.min(n, in.remaining()));
    String[] distinct = new String[count];
    for (int i = 0; i < count; i++) {
      distinct[i] = in.text(in.varint());
    }
    if (count == n) {
      return distinct;
    }
    String[] texts = new String[n];
    long[] places = count == 1 ? new long[n] : LongColumn.decode(in, n);
    for (int i = 0; i < n; i++) {
      texts[i] = distinct[DoubleColumn.place(places[i], count)];
    }
    return texts;
  }
}
