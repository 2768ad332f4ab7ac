package io.weir.fleet.access;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Passwords as PBKDF2 with HMAC-SHA-256 (RFC 8018 s5.2), kept as {@code
 * pbkdf2-sha256$<iterations>$<salt>$<key>}. Any thread; a check takes some 0.2 s of a core on
 * purpose.
 */
final class Passwords {
  private static final String NAME = "pbkdf2-sha256";
  // OWASP's figure for this function
  private static final int ITERATIONS = 600_000;
  private static final int BITS = 256;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Passwords() {}

  static String hash(String password) {
    byte[] salt = new byte[16];
    RANDOM.nextBytes(salt);
    Base64.Encoder text = Base64.getEncoder();
    return String.join(
        "$",
        NAME,
        Integer.toString(ITERATIONS),
        text.encodeToString(salt),
        text.encodeToString(key(password, salt, ITERATIONS)));
  }

  static boolean matches(String password, String kept) {
    String[] parts = kept.split("\\$");
    if (parts.length != 4 || !parts[0].equals(NAME)) {
      throw new IllegalStateException("expected a password kept as " + NAME);
    }
    byte[] salt = Base64.getDecoder().decode(parts[2]);
    byte[] key = key(password, salt, Integer.parseInt(parts[1]));
    return MessageDigest.isEqual(key, Base64.getDecoder().decode(parts[3]));
  }

  private static byte[] key(String password, byte[] salt, int iterations) {
    PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, iterations, BITS);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has PBKDF2 with HMAC-SHA-256", e);
    } finally {
      spec.clearPassword();
    }
  }
}
