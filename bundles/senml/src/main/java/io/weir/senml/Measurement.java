package io.weir.senml;

/**
 * A record with its base fields worked in, but with the time as it was sent and before the
 * gateway's own base name.
 *
 * @param sent the record; its time may be relative
 * @param based whether a base name was in force
 */
record Measurement(ResolvedRecord sent, boolean based) {

  ResolvedRecord at(double nowSeconds, String gatewayBase) {
    boolean relative = sent.time() < UnixTime.ABSOLUTE_FROM;
    boolean bare = !based && !gatewayBase.isEmpty();
    if (!relative && !bare) {
      return sent;
    }
    return new ResolvedRecord(
        bare ? gatewayBase + sent.name() : sent.name(),
        sent.unit(),
        relative ? nowSeconds + sent.time() : sent.time(),
        sent.value(),
        sent.sum(),
        sent.updateTime(),
        sent.quality());
  }
}
