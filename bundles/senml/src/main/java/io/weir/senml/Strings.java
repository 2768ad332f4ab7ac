package io.weir.senml;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * The strings of a record: within the limit, whole Unicode, and base64url where bytes are meant.
 */
final class Strings {

  private Strings() {}

  /**
   * Refuses half a surrogate pair (JSON can escape one, UTF-8 cannot carry it: storing it would
   * change it) and what is too long.
   */
  static String check(String text, String place) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        boolean pair =
            i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
        if (!pair) {
          throw new SenmlException(
              "RFC 8259 s8.2", place, "must be Unicode text, has half a surrogate pair");
        }
        i++;
      }
    }
    // three bytes a char at most: only long texts need counting
    if (text.length() > SenmlPack.MAX_STRING_BYTES / 3) {
      int bytes = text.getBytes(StandardCharsets.UTF_8).length;
      if (bytes > SenmlPack.MAX_STRING_BYTES) {
        throw new SenmlException(
            PackReader.LIMIT,
            place,
            "must have at most " + SenmlPack.MAX_STRING_BYTES + " bytes, has " + bytes);
      }
    }
    return text;
  }

  /** RFC 4648 s5; padding is left out on the wire, and taken where it is right all the same. */
  static byte[] base64url(String text, String place) {
    try {
      return Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new SenmlException("RFC 4648 s5", place, "must be base64url: " + e.getMessage(), e);
    }
  }
}
