package io.weir.samples.switches;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * One answered value (RFC 3416 s3).
 *
 * @param value a {@link Long} or a {@link String}; null where the agent has none, or one of another
 *     kind
 * @param bits of a counter, 32 or 64; 0 if it is none
 */
record VarBind(Oid oid, Object value, int bits) {

  private static final int COUNTER32 = 0x41;
  private static final int GAUGE32 = 0x42;
  private static final int TIME_TICKS = 0x43;
  private static final int COUNTER64 = 0x46;

  static VarBind read(BerReader in) throws IOException {
    Oid oid = in.oid();
    int tag = in.tag();
    return switch (tag) {
      case BerWriter.INTEGER, GAUGE32, TIME_TICKS -> new VarBind(oid, in.integer(tag), 0);
      case COUNTER32 -> new VarBind(oid, in.integer(tag), 32);
      case COUNTER64 -> new VarBind(oid, in.integer(tag), 64);
      case BerWriter.OCTETS ->
          new VarBind(oid, new String(in.octets(tag), StandardCharsets.UTF_8), 0);
      default -> new VarBind(oid, null, 0);
    };
  }
}
