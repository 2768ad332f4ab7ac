package io.weir.launcher;

import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * The gateway's serial number. It becomes part of the base name of every record, of MQTT topics and
 * of the certificate's common name, so only characters that are plain in all three are taken.
 *
 * @param text 1 to 63 of A-Z a-z 0-9 . _ - and no leading sign, and not "fleet"
 */
record Serial(String text) {
  /** The variable that provisioning sets. */
  static final String VARIABLE = "DEVICE_SERIAL_NUMBER";

  // what the fleet enrols; a certificate's common name may have 64 (RFC 5280, ub-common-name)
  private static final Pattern VALID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
  // the cloud's own name on the MQTT broker
  private static final String RESERVED = "fleet";

  Serial {
    if (text.equalsIgnoreCase(RESERVED)) {
      throw new RefusedStart(
          ExitCode.CONFIGURATION,
          VARIABLE + " must not be \"fleet\": that is the cloud's own name. Take another one");
    }
    if (!VALID.matcher(text).matches()) {
      throw new RefusedStart(
          ExitCode.CONFIGURATION,
          VARIABLE
              + " must be 1 to 63 letters, digits, dots, underscores or hyphens and begin with a"
              + " letter or digit, was \""
              + text
              + "\"");
    }
  }

  /**
   * The serial as it was set.
   *
   * @param value the variable's value, null if there is none
   * @param file where it may be set, for the message
   */
  static Serial of(String value, Path file) {
    if (value == null || value.isBlank()) {
      throw new RefusedStart(
          ExitCode.CONFIGURATION,
          "this gateway has no serial number. Set it in "
              + file
              + " with a line "
              + VARIABLE
              + "=<serial>, or in the environment; \"weir-fleet device add <serial>\" makes that"
              + " file together with the certificate");
    }
    return new Serial(value);
  }
}
