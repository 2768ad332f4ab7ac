package io.weir.deployer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Keys and signatures of plugin packages, for the command line: the same rules that the deployer
 * enforces. Stateless; any thread. Every method throws {@link IllegalStateException} with a
 * sentence for the person who typed the command.
 */
public final class Signing {
  private static final String PRIVATE = "PRIVATE KEY";
  private static final String PUBLIC = "PUBLIC KEY";

  private Signing() {}

  /**
   * Makes {@code NAME.key} (mode 0600) and {@code NAME.pub} in the folder; refuses to overwrite.
   * Returns the key's id.
   *
   * @param expires when gateways stop trusting it, or null
   */
  public static String newKey(Path folder, String name, Instant expires) throws IOException {
    Path secret = folder.resolve(name + ".key");
    if (Files.exists(secret)) {
      throw new IllegalStateException(
          secret + " exists: choose another name, a key is never overwritten");
    }
    try {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      Files.createDirectories(folder);
      Files.createFile(
          secret,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(secret, pem(PRIVATE, pair.getPrivate().getEncoded()));
      Files.writeString(
          folder.resolve(name + ".pub"),
          expiry(expires) + pem(PUBLIC, pair.getPublic().getEncoded()));
      return Signature.keyId(pair.getPublic());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java cannot make Ed25519 keys: " + e.getMessage(), e);
    }
  }

  /**
   * Copies a public key into the folder of trusted keys after it was read as one. Returns its id.
   *
   * @param expires when this gateway stops trusting it; null leaves what the key says itself
   */
  public static String trust(Path publicKey, Path trustFolder, Instant expires) throws IOException {
    String name = publicKey.getFileName().toString().replaceFirst("\\.pub$", "");
    String text = Files.readString(publicKey);
    if (text.contains(PRIVATE)) {
      throw new IllegalStateException(
          publicKey + " is the secret half: trust the file that ends in .pub beside it");
    }
    TrustedKeys.Trusted key = TrustedKeys.parse(name, text);
    Files.createDirectories(trustFolder);
    String kept = expires == null ? text : expiry(expires) + pem(PUBLIC, key.key().getEncoded());
    Path coming = trustFolder.resolve("." + name + ".tmp");
    Files.writeString(coming, kept);
    Files.move(coming, trustFolder.resolve(name + ".pub"), StandardCopyOption.REPLACE_EXISTING);
    return key.id();
  }

  /**
   * One trusted key, as a person sees it.
   *
   * @param expires the end of its validity, or null
   */
  public record Key(String name, String id, Instant expires) {}

  /** All that are trusted by one of these folders. */
  public static List<Key> keys(Path... trustFolders) throws IOException {
    return new TrustedKeys(trustFolders)
        .all().stream().map(k -> new Key(k.name(), k.id(), k.expires())).toList();
  }

  /**
   * Signs a package in place; an older signature is replaced. The public half stands beside the key
   * as {@code *.pub}.
   */
  public static String sign(Path jar, Path key) throws IOException {
    try {
      var digests = new PackageReader(PackageLimits.DEFAULT).read(jar).digests();
      Path half = key.resolveSibling(key.getFileName().toString().replaceFirst("\\.key$", ".pub"));
      PublicKey publicKey =
          TrustedKeys.parse(half.getFileName().toString(), Files.readString(half)).key();
      Signature signature = Signature.make(digests, privateKey(key), publicKey);
      if (!signature.fits(digests, publicKey)) {
        throw new IllegalStateException(key + " and " + half + " are not two halves of one key");
      }
      replaceSignature(jar, signature.entry());
      return signature.keyId();
    } catch (PackageRefused e) {
      throw new IllegalStateException(jar + ": " + e.getMessage(), e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "expected an Ed25519 private key in PEM in " + key + ": " + e.getMessage(), e);
    }
  }

  /** Says who signed the package, by the rules that the deployer enforces. */
  public static String verify(Path jar, Path... trustFolders) throws IOException {
    try {
      PluginPackage read = new PackageReader(PackageLimits.DEFAULT).read(jar);
      return new Verifier(new TrustedKeys(trustFolders), true).verify(read, Instant.now());
    } catch (PackageRefused e) {
      throw new IllegalStateException(jar + ": " + e.getMessage(), e);
    }
  }

  private static void replaceSignature(Path jar, byte[] signature) throws IOException {
    Path signed = Files.createTempFile(jar.toAbsolutePath().getParent(), "signing-", ".tmp");
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(jar));
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(signed))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        if (!entry.getName().equals(PluginPackage.SIGNATURE_ENTRY)) {
          add(out, entry.getName(), entry.getTime(), in);
        }
      }
      add(out, PluginPackage.SIGNATURE_ENTRY, 0, new java.io.ByteArrayInputStream(signature));
    }
    Files.setPosixFilePermissions(signed, Files.getPosixFilePermissions(jar));
    Files.move(signed, jar, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void add(ZipOutputStream out, String name, long time, InputStream content)
      throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTime(time);
    out.putNextEntry(entry);
    content.transferTo((OutputStream) out);
    out.closeEntry();
  }

  private static PrivateKey privateKey(Path key) throws IOException, GeneralSecurityException {
    String base64 =
        Files.readString(key)
            .lines()
            .filter(l -> !l.startsWith("-----"))
            .map(String::strip)
            .reduce("", String::concat);
    try {
      return KeyFactory.getInstance("Ed25519")
          .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("not base64", e);
    }
  }

  private static String expiry(Instant expires) {
    return expires == null ? "" : "expires: " + expires + "\n";
  }

  private static String pem(String kind, byte[] der) {
    return "-----BEGIN "
        + kind
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + kind
        + "-----\n";
  }
}
