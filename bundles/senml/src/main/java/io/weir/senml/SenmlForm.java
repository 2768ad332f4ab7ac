package io.weir.senml;

/** The two representations of SenML that are written here. */
public enum SenmlForm {
  /** RFC 8428 s5, media type {@code application/senml+json}. */
  JSON,
  /** RFC 8428 s6, media type {@code application/senml+cbor}. */
  CBOR
}
