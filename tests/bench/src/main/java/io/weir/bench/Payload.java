package io.weir.bench;

import java.util.Locale;

/** A message of 200 bytes: a SenML pack of one reading with a title to fill it up. */
final class Payload {
  static final int BYTES = 200;
  static final String BASE = "urn:cpt:device:sn:GW-000123:";

  private Payload() {}

  static String of(int i) {
    String pack =
        String.format(
            Locale.ROOT,
            "[{\"bn\":\"%s\",\"n\":\"engine:%02d\",\"u\":\"1/min\",\"v\":%.2f,\"t\":%.3f}]",
            BASE,
            i % 30,
            1500 + 40 * Math.sin(i / 50.0),
            1.7e9 + i * 0.001);
    return pack + " ".repeat(BYTES - pack.length());
  }
}
