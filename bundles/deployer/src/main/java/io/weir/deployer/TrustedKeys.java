package io.weir.deployer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The keys that the operator trusts: folders of {@code *.pub} files, each a public key in PEM (RFC
 * 8410), with an optional line {@code expires: 2027-01-01T00:00:00Z} before it. Read anew each
 * time, so that a key can be taken away while it runs.
 */
final class TrustedKeys {
  private final List<Path> folders;

  TrustedKeys(Path... folders) {
    this.folders = List.of(folders);
  }

  /**
   * @param expires the end of its validity, or null
   */
  record Trusted(String name, PublicKey key, Instant expires) {
    String id() {
      return Signature.keyId(key);
    }
  }

  /** All of them; a file that is no key is an error that names it. */
  List<Trusted> all() throws IOException {
    var keys = new ArrayList<Trusted>();
    for (Path folder : folders) {
      if (Files.isDirectory(folder)) {
        read(folder, keys);
      }
    }
    return keys;
  }

  private static void read(Path folder, List<Trusted> keys) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".pub")).sorted().toList()) {
        String name = file.getFileName().toString().replaceFirst("\\.pub$", "");
        keys.add(parse(name, Files.readString(file)));
      }
    }
  }

  Optional<Trusted> byId(String id) throws IOException {
    return all().stream().filter(k -> k.id().equals(id)).findFirst();
  }

  static Trusted parse(String name, String text) throws IOException {
    Instant expires = null;
    StringBuilder base64 = new StringBuilder();
    for (String line : text.lines().toList()) {
      if (line.startsWith("expires:")) {
        expires = instant(name, line.substring("expires:".length()).strip());
      } else if (!line.startsWith("-----") && !line.isBlank()) {
        base64.append(line.strip());
      }
    }
    try {
      byte[] der = Base64.getDecoder().decode(base64.toString());
      return new Trusted(
          name,
          KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der)),
          expires);
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      throw new IOException("expected an Ed25519 public key in PEM in " + name + ".pub", e);
    }
  }

  private static Instant instant(String name, String text) throws IOException {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new IOException(
          "expected a time like 2027-01-01T00:00:00Z in " + name + ".pub, found '" + text + "'", e);
    }
  }
}
