package io.weir.deployer;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;

/**
 * A signature over a package: Ed25519 (RFC 8032) over the sorted list of all entries with their
 * SHA-256, so that an entry that is added, removed or altered breaks it. As text: {@code
 * weir-signature-1}, the key's id, and the signature in base64, a line each.
 *
 * @param keyId which key made it, the first 16 hex digits of the key's SHA-256
 * @param bytes the 64 bytes
 */
record Signature(String keyId, byte[] bytes) {
  private static final String HEADER = "weir-signature-1";

  static Signature parse(byte[] entry) throws PackageRefused {
    String[] lines = new String(entry, StandardCharsets.US_ASCII).split("\n", -1);
    if (lines.length < 3 || !lines[0].equals(HEADER) || !lines[1].matches("[0-9a-f]{16}")) {
      throw new PackageRefused("the signature is not of the form " + HEADER);
    }
    try {
      return new Signature(lines[1], Base64.getDecoder().decode(lines[2]));
    } catch (IllegalArgumentException e) {
      throw new PackageRefused("the signature is not base64", e);
    }
  }

  static Signature make(SortedMap<String, String> digests, PrivateKey key, PublicKey half)
      throws GeneralSecurityException {
    var signer = java.security.Signature.getInstance("Ed25519");
    signer.initSign(key);
    signer.update(content(digests));
    return new Signature(keyId(half), signer.sign());
  }

  byte[] entry() {
    return (HEADER + "\n" + keyId + "\n" + Base64.getEncoder().encodeToString(bytes) + "\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  boolean fits(SortedMap<String, String> digests, PublicKey key) throws GeneralSecurityException {
    var verifier = java.security.Signature.getInstance("Ed25519");
    verifier.initVerify(key);
    verifier.update(content(digests));
    return verifier.verify(bytes);
  }

  static String keyId(PublicKey key) {
    MessageDigest digest = PackageReader.sha256();
    return HexFormat.of().formatHex(digest.digest(key.getEncoded()), 0, 8);
  }

  /** A name cannot hold a line feed and be mistaken: its length stands before it. */
  private static byte[] content(SortedMap<String, String> digests) {
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    for (Map.Entry<String, String> e : digests.entrySet()) {
      text.append(e.getKey().length())
          .append(' ')
          .append(e.getKey())
          .append(' ')
          .append(e.getValue())
          .append('\n');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
