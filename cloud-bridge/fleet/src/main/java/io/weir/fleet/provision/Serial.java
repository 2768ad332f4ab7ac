package io.weir.fleet.provision;

import java.util.regex.Pattern;

/**
 * A gateway's serial number: the common name of its certificate, one level of its MQTT topics and
 * part of its URN. So it has no separator of any of the three, and fits the 64 characters of a
 * common name (RFC 5280 A.1, ub-common-name). Immutable; any thread.
 */
public record Serial(String value) {
  /** The fleet's own user at the MQTT broker: a gateway of this name would have its rights. */
  public static final String FLEET = "fleet";

  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

  /**
   * @throws IllegalArgumentException if it is not of that form
   */
  public Serial {
    if (!isValid(value)) {
      throw new IllegalArgumentException(
          "a serial is 1 to 63 letters, digits, dots, dashes or underscores, begins with a letter or"
              + " digit, and is not \""
              + FLEET
              + "\"; was \""
              + value
              + "\"");
    }
  }

  /** Whether this text could be a serial. */
  public static boolean isValid(String text) {
    return text != null && FORM.matcher(text).matches() && !text.equalsIgnoreCase(FLEET);
  }

  @Override
  public String toString() {
    return value;
  }
}
