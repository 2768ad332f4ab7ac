package io.weir.bench;

import java.time.Duration;

/**
 * What a drain took: from the moment the link was back to the last message in the other side's
 * hands.
 *
 * @param wireBytes both ways on the link since it was back, TLS included
 * @param nearCpu processor time of the programs on the gateway's side meanwhile
 * @param farCpu the same of the cloud's side
 */
record Drain(int messages, double seconds, long wireBytes, Duration nearCpu, Duration farCpu) {
  double perSecond() {
    return messages / seconds;
  }

  double wireBytesEach() {
    return (double) wireBytes / messages;
  }

  double nearMicrosEach() {
    return nearCpu.toNanos() / 1e3 / messages;
  }

  double farMicrosEach() {
    return farCpu.toNanos() / 1e3 / messages;
  }
}
