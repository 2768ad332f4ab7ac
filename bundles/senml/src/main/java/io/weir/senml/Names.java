package io.weir.senml;

/** The rule for a name with its base name before it, RFC 8428 s4.5.1. */
final class Names {

  private static final String RULE = "RFC 8428 s4.5.1";

  private Names() {}

  static void check(String name, String place) {
    if (name.isEmpty()) {
      throw new SenmlException(RULE, place, "must have a name or a base name, has neither");
    }
    if (!isLetterOrDigit(name.charAt(0))) {
      throw new SenmlException(
          RULE,
          place,
          "name must start with A-Z, a-z or 0-9, starts with " + shown(name.charAt(0)));
    }
    for (int i = 1; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!isLetterOrDigit(c) && "-:./_".indexOf(c) < 0) {
        throw new SenmlException(
            RULE, place, "name must be of A-Z a-z 0-9 - : . / _ only, has " + shown(c));
      }
    }
  }

  private static boolean isLetterOrDigit(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
  }

  private static String shown(char c) {
    return c > ' ' && c < 127 ? "'" + c + "'" : String.format("U+%04X", (int) c);
  }
}
