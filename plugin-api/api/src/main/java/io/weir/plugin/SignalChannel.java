package io.weir.plugin;

import java.util.Objects;

/**
 * One channel of a {@link SignalFrame}: a physical value is {@code raw * scale + offset}.
 *
 * @param key the channel's name, {@code "x"}
 * @param unit free text, "" for none
 */
public record SignalChannel(String key, String unit, double scale, double offset) {

  /**
   * @throws IllegalArgumentException if the key is blank or a number is not finite
   */
  public SignalChannel {
    Objects.requireNonNull(unit, "unit");
    Check.notBlank("key", key);
    Check.that("scale", Double.isFinite(scale), "finite", scale);
    Check.that("offset", Double.isFinite(offset), "finite", offset);
  }

  /** A channel whose raw values are the physical ones. */
  public static SignalChannel of(String key, String unit) {
    return new SignalChannel(key, unit, 1, 0);
  }
}
