package io.weir.senml;

/**
 * One record as it stands on the wire, nothing worked in (RFC 8428 s4.1, s4.2). A field that the
 * record does not carry is null. Immutable; any thread.
 *
 * @param baseName {@code bn}
 * @param baseTime {@code bt}, seconds
 * @param baseUnit {@code bu}
 * @param baseValue {@code bv}, a {@link Value.Number} or {@link Value.Int}
 * @param baseSum {@code bs}
 * @param baseVersion {@code bver}, 1 to 10
 * @param name {@code n}
 * @param unit {@code u}
 * @param value {@code v}, {@code vs}, {@code vb} or {@code vd}
 * @param sum {@code s}
 * @param time {@code t}, seconds; below 2^28 together with the base time: relative to now
 * @param updateTime {@code ut}, seconds
 * @param quality {@code q}, an extension label of ours
 */
public record SenmlRecord(
    String baseName,
    Double baseTime,
    String baseUnit,
    Value baseValue,
    Double baseSum,
    Integer baseVersion,
    String name,
    String unit,
    Value value,
    Double sum,
    Double time,
    Double updateTime,
    Quality quality) {

  /**
   * True where the record says nothing but base fields: it sets them for what follows and is no
   * measurement itself (the example of RFC 8428 s5.1.7 opens with such a record).
   */
  public boolean baseOnly() {
    boolean someBase =
        baseName != null
            || baseTime != null
            || baseUnit != null
            || baseValue != null
            || baseSum != null
            || baseVersion != null;
    boolean someField =
        name != null
            || unit != null
            || value != null
            || sum != null
            || time != null
            || updateTime != null
            || quality != null;
    return someBase && !someField;
  }
}
