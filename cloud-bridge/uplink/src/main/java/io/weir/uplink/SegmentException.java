package io.weir.uplink;

/**
 * Bytes that are not a segment, or not the body that they claim to be. The message says what was
 * expected and what was found; the same bytes will fail again, so nobody need retry.
 */
public class SegmentException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SegmentException(String message) {
    super(message);
  }

  public SegmentException(String message, Throwable cause) {
    super(message, cause);
  }
}
