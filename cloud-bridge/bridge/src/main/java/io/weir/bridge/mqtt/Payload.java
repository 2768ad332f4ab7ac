package io.weir.bridge.mqtt;

/** What is in the messages to an MQTT broker. */
public enum Payload {
  /** Weir's own segments, as the fleet reads them. */
  SEGMENT("segment"),
  /** SenML packs, RFC 8428 s5. */
  SENML_JSON("senml-json"),
  /** SenML packs, RFC 8428 s6. */
  SENML_CBOR("senml-cbor");

  private final String word;

  Payload(String word) {
    this.word = word;
  }

  /** The word in the configuration. */
  public String word() {
    return word;
  }
}
