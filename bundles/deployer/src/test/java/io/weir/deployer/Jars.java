package io.weir.deployer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Makes packages for tests: good ones, and each kind of bad one. */
final class Jars {
  private Jars() {}

  static Map<String, byte[]> bundle(String name, String version) {
    var entries = new LinkedHashMap<String, byte[]>();
    entries.put(
        "META-INF/MANIFEST.MF",
        ("Manifest-Version: 1.0\nBundle-ManifestVersion: 2\nBundle-SymbolicName: "
                + name
                + "\nBundle-Version: "
                + version
                + "\n\n")
            .getBytes(StandardCharsets.UTF_8));
    entries.put("content.txt", version.getBytes(StandardCharsets.UTF_8));
    return entries;
  }

  static Path write(Path file, Map<String, byte[]> entries) throws IOException {
    Files.write(file, bytes(entries));
    return file;
  }

  static byte[] bytes(Map<String, byte[]> entries) throws IOException {
    var out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> e : entries.entrySet()) {
        ZipEntry entry = new ZipEntry(e.getKey());
        // the same content makes the same file, whenever it is made
        entry.setTime(0);
        zip.putNextEntry(entry);
        zip.write(e.getValue());
        zip.closeEntry();
      }
    }
    return out.toByteArray();
  }

  /** Signs as {@code weir plugin sign} does: the entry is added at the end. */
  static Path sign(Path file, Map<String, byte[]> entries, KeyPair key)
      throws IOException, GeneralSecurityException, PackageRefused {
    write(file, entries);
    var digests = new PackageReader(PackageLimits.DEFAULT).read(file).digests();
    var signed = new LinkedHashMap<>(entries);
    signed.put(
        PluginPackage.SIGNATURE_ENTRY,
        Signature.make(digests, key.getPrivate(), key.getPublic()).entry());
    return write(file, signed);
  }

  static KeyPair key() throws GeneralSecurityException {
    return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
  }

  static void trust(Path folder, String name, KeyPair key, String expires) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve(name + ".pub"),
        (expires == null ? "" : "expires: " + expires + "\n")
            + "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getEncoder().encodeToString(key.getPublic().getEncoded())
            + "\n-----END PUBLIC KEY-----\n");
  }
}
