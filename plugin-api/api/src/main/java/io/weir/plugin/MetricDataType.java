package io.weir.plugin;

/** What a metric's values are, and with it the Java type of its readings. */
public enum MetricDataType {
  /** {@link Double}, finite. */
  NUMBER(Double.class),
  /** {@link Long}. */
  INTEGER(Long.class),
  /** {@link Boolean}. */
  BOOLEAN(Boolean.class),
  /** {@link String}, at most 64 KiB of UTF-8. */
  TEXT(String.class),
  /** {@code byte[]}, at most 48 KiB. */
  DATA(byte[].class);

  private final Class<?> javaType;

  MetricDataType(Class<?> javaType) {
    this.javaType = javaType;
  }

  /** The type of a reading's value. */
  public Class<?> javaType() {
    return javaType;
  }
}
