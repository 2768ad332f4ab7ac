package io.weir.bench;

/**
 * What a drain took: from the moment the link was back to the last message in the other side's
 * hands.
 *
 * @param wireBytes both ways on the link since it was back, TLS included
 */
record Drain(int messages, double seconds, long wireBytes) {
  double perSecond() {
    return messages / seconds;
  }

  double bytesEach() {
    return (double) wireBytes / messages;
  }
}
