package io.weir.fleet.link;

import io.weir.fleet.access.Secrets;
import io.weir.fleet.store.Database;
import io.weir.fleet.store.DeviceTable;
import io.weir.fleet.store.DeviceTable.Device;
import io.weir.uplink.HmacSignature;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/**
 * Which gateway it is, by the signature of its request (HmacSignature). A request counts for ten
 * minutes around the time that it was signed at, and once. Any thread.
 *
 * <p>The key of a gateway is the hash of its token as base64url: the fleet keeps nothing else of
 * it, and a gateway that signs needs no more.
 */
public final class SignedAccess {
  /** How far the two clocks may be apart. */
  static final Duration WINDOW = Duration.ofMinutes(10);

  private final Database database;
  private final Clock clock;
  private final Nonces nonces = new Nonces(WINDOW.multipliedBy(2));

  public SignedAccess(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Why a request was refused, for the gateway's operator. */
  public static final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    Refused(String reason) {
      super(reason);
    }
  }

  /** Makes a gateway's key in place of its token and of an older key. */
  public static String newKey(Database database, String serial, Clock clock) {
    return text(Secrets.hash(DeviceAccess.newToken(database, serial, clock)));
  }

  private static String text(byte[] tokenHash) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(tokenHash);
  }

  /**
   * The gateway that signed.
   *
   * @param request as it came
   * @param signature as it came
   * @throws Refused if nobody signed it, or at another time, or if it came before
   */
  public Device check(HmacSignature.Request request, String signature) throws Refused {
    Optional<byte[]> hash =
        database.read(handle -> DeviceTable.tokenHash(handle, request.device()));
    // an unknown gateway takes as long as a wrong signature
    byte[] key = text(hash.orElseGet(() -> new byte[32])).getBytes(StandardCharsets.US_ASCII);
    boolean signed = HmacSignature.verify(key, request, signature);
    if (hash.isEmpty() || !signed) {
      throw new Refused("the signature is not that of a gateway that is known");
    }
    long now = clock.millis();
    if (Math.abs(now - request.timestampMs()) > WINDOW.toMillis()) {
      throw new Refused(
          "the request was signed "
              + Duration.ofMillis(now - request.timestampMs())
              + " ago by the fleet's clock, at most "
              + WINDOW
              + " is allowed");
    }
    if (!nonces.firstTime(request.device() + "\n" + request.nonce(), now)) {
      throw new Refused("the request came before");
    }
    return database
        .read(handle -> DeviceTable.bySerial(handle, request.device()))
        .filter(device -> !device.revoked())
        .orElseThrow(() -> new Refused("the gateway is revoked"));
  }
}
