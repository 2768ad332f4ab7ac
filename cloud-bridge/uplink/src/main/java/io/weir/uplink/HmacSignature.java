package io.weir.uplink;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs HTTPS requests of a device with a key that it shares with the cloud: HMAC-SHA256 (RFC 2104,
 * FIPS 180-4) over a text that no two different requests have in common. Pure; any thread.
 *
 * <p>The text, in UTF-8, each line but the last ended by a line feed: {@code weir-hmac-1}, method,
 * path with query, device, timestamp, nonce, and the SHA-256 of the body in lower-case hex.
 */
public final class HmacSignature {
  private static final String ALGORITHM = "HmacSHA256";
  private static final String VERSION = "weir-hmac-1";

  /**
   * What is signed of a request. The body is read where it is, not copied.
   *
   * @param method as sent, {@code POST}
   * @param path as sent, with the query if there is one
   * @param device the serial number
   * @param timestampMs when it was signed, milliseconds since 1970
   * @param nonce never used before by this device, 16 to 128 characters
   * @throws IllegalArgumentException if a field has a control character, which could pass for the
   *     end of a line, or the nonce has another length
   */
  public record Request(
      String method, String path, String device, long timestampMs, String nonce, byte[] body) {
    public Request {
      line("method", method);
      line("path", path);
      line("device", device);
      line("nonce", nonce);
      if (nonce.length() < 16 || nonce.length() > 128) {
        throw new IllegalArgumentException(
            "nonce: expected 16 to 128 characters, found " + nonce.length());
      }
    }

    private static void line(String field, String value) {
      if (value.isEmpty() || value.chars().anyMatch(Character::isISOControl)) {
        throw new IllegalArgumentException(
            field + ": expected text without control characters, found otherwise");
      }
    }

    byte[] text() {
      return String.join(
              "\n",
              VERSION,
              method,
              path,
              device,
              Long.toString(timestampMs),
              nonce,
              HexFormat.of().formatHex(sha256(body)))
          .getBytes(StandardCharsets.UTF_8);
    }
  }

  private HmacSignature() {}

  /** The signature in lower-case hex, 64 characters. */
  public static String sign(byte[] key, Request request) {
    return HexFormat.of().formatHex(tag(key, request.text()));
  }

  /**
   * Whether the signature is the one that the key gives, compared in constant time. Window of the
   * timestamp and freshness of the nonce are the caller's to check.
   *
   * @param signature as it came: any text
   */
  public static boolean verify(byte[] key, Request request, String signature) {
    byte[] expected = sign(key, request).getBytes(StandardCharsets.US_ASCII);
    return MessageDigest.isEqual(expected, signature.getBytes(StandardCharsets.UTF_8));
  }

  /** HMAC-SHA256, 32 bytes. */
  static byte[] tag(byte[] key, byte[] message) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }

  private static byte[] sha256(byte[] body) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(body);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
