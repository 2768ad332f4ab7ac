package io.weir.system.harness;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.PublishOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import java.util.UUID;

/** Readings that no codec makes small: long random texts, published as fast as the broker takes. */
public final class Bulk {
  /** What a record takes on the wire, roughly: that many random bytes. */
  public static final int BYTES_A_RECORD = 200;

  private static final int RECORDS_A_PACK = 20;

  private Bulk() {}

  /** Publishes so many records, all acknowledged by the broker when it returns. */
  public static void publish(Gateway gateway, String series, long records) {
    Random random = new Random(1);
    String instance = UUID.randomUUID().toString().replace("-", "");
    long start = System.currentTimeMillis() - records;
    try (Connection connection =
        Nats.connect(Load.options(gateway.natsUrl(), gateway.secret("app")).build())) {
      for (long from = 0; from < records; from += RECORDS_A_PACK) {
        StringBuilder pack = new StringBuilder("[");
        for (long n = from; n < Math.min(records, from + RECORDS_A_PACK); n++) {
          byte[] noise = new byte[BYTES_A_RECORD];
          random.nextBytes(noise);
          pack.append(n == from ? "" : ",")
              .append(
                  "{\"n\":\"%s\",\"t\":%d.%03d"
                      .formatted(series, (start + n) / 1000, (start + n) % 1000))
              .append(",\"vs\":\"")
              .append(Base64.getEncoder().encodeToString(noise))
              .append("\"}");
        }
        connection
            .jetStream()
            .publish(
                "events.data",
                pack.append(']').toString().getBytes(StandardCharsets.UTF_8),
                PublishOptions.builder()
                    .messageId(instance + ":" + (from / RECORDS_A_PACK + 1))
                    .build());
      }
    } catch (IOException | io.nats.client.JetStreamApiException e) {
      throw new AssertionError("the broker did not take the bulk", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
