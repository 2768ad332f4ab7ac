package io.weir.console;

import java.util.regex.Pattern;

/**
 * Values that are never shown: those whose key says that they are secret. A path to a secret may be
 * shown.
 */
final class Secrets {
  private static final Pattern SECRET =
      Pattern.compile("(?i).*(password|secret|token|passphrase|community)(?!.*(file|path)).*");

  private Secrets() {}

  static String masked(String key, String value) {
    return !value.isEmpty() && SECRET.matcher(key).matches() ? "********" : value;
  }
}
