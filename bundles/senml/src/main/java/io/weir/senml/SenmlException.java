package io.weir.senml;

/**
 * A pack that breaks a rule. The whole pack is refused: nothing of it may be used (RFC 8428 s4.4).
 * The message reads {@code "<place>: <what is wrong> (<rule>)"}.
 */
public final class SenmlException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String rule;
  private final String place;

  /**
   * @param rule the rule that was broken, {@code "RFC 8428 s4.2"} or {@code "Weir limit"}
   * @param place where, {@code "record 3, label \"v\""}; records count from 1
   * @param wrong what was expected and what was found
   */
  SenmlException(String rule, String place, String wrong) {
    this(rule, place, wrong, null);
  }

  SenmlException(String rule, String place, String wrong, Throwable cause) {
    super(place + ": " + wrong + " (" + rule + ")", cause);
    this.rule = rule;
    this.place = place;
  }

  /** The rule that was broken: a document with its section, or {@code "Weir limit"}. */
  public String rule() {
    return rule;
  }

  /** Where: {@code "pack"}, {@code "record 3"} or {@code "record 3, label \"v\""}. */
  public String place() {
    return place;
  }
}
