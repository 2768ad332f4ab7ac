package io.weir.deployer;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.osgi.framework.Version;

/**
 * Reads a package from front to back within its limits. It does so twice, by the stream of local
 * headers and by the central directory, and refuses a file in which the two differ: what was
 * weighed must be what the framework will load.
 */
final class PackageReader {
  private final PackageLimits limits;

  PackageReader(PackageLimits limits) {
    this.limits = limits;
  }

  /**
   * @throws PackageRefused if the file is no bundle, breaks a limit, or hides something
   * @throws IOException if it cannot be read
   */
  PluginPackage read(Path file) throws PackageRefused, IOException {
    long size = Files.size(file);
    if (size > limits.packedBytes()) {
      throw new PackageRefused(
          "a package has at most " + limits.packedBytes() + " bytes, this one has " + size);
    }
    var digests = new TreeMap<String, String>();
    var order = new ArrayList<String>();
    Manifest manifest = null;
    byte[] signature = null;
    var pids = new TreeSet<String>();
    MessageDigest whole = sha256();
    long unpacked = 0;
    try (InputStream raw = new Digesting(Files.newInputStream(file), whole);
        ZipInputStream zip = new ZipInputStream(raw)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        String name = checkName(entry.getName());
        order.add(name);
        if (order.size() == 1 + (order.get(0).equals("META-INF/") ? 1 : 0)
            && !name.equals("META-INF/MANIFEST.MF")
            && !name.equals("META-INF/")) {
          throw new PackageRefused(
              "expected a bundle, whose first entry is META-INF/MANIFEST.MF, found '" + name + "'");
        }
        if (order.size() > limits.entries()) {
          throw new PackageRefused("a package has at most " + limits.entries() + " entries");
        }
        byte[] content = unpack(zip, entry, limits.unpackedBytes() - unpacked);
        unpacked += content.length;
        if (name.equals(PluginPackage.SIGNATURE_ENTRY)) {
          signature = content;
        } else if (digests.put(name, hex(sha256().digest(content))) != null) {
          throw new PackageRefused("entry '" + name + "' is there twice");
        }
        pids.addAll(DeclaredPids.of(name, content));
        if (name.equals("META-INF/MANIFEST.MF")) {
          manifest = new Manifest(new java.io.ByteArrayInputStream(content));
        }
      }
      raw.transferTo(java.io.OutputStream.nullOutputStream());
    } catch (ZipException | IllegalArgumentException e) {
      throw new PackageRefused("not a readable jar: " + e.getMessage(), e);
    }
    compareWithDirectory(file, order, digests);
    return describe(file, manifest, hex(whole.digest()), digests, pids, signature);
  }

  private static PluginPackage describe(
      Path file,
      Manifest manifest,
      String sha256,
      TreeMap<String, String> digests,
      Set<String> pids,
      byte[] signature)
      throws PackageRefused {
    if (manifest == null) {
      throw new PackageRefused("expected a bundle, found no META-INF/MANIFEST.MF in it");
    }
    Attributes main = manifest.getMainAttributes();
    String name = main.getValue("Bundle-SymbolicName");
    if (name == null) {
      throw new PackageRefused("expected a bundle, found no Bundle-SymbolicName in its manifest");
    }
    String plain = name.split(";", 2)[0].strip();
    if (!plain.matches("[A-Za-z0-9_.-]{1,120}")) {
      throw new PackageRefused("'" + plain + "' is no bundle symbolic name");
    }
    try {
      return new PluginPackage(
          file,
          plain,
          Version.parseVersion(main.getValue("Bundle-Version")),
          sha256,
          digests,
          pids,
          signature);
    } catch (IllegalArgumentException e) {
      throw new PackageRefused("Bundle-Version: " + e.getMessage(), e);
    }
  }

  private static String checkName(String name) throws PackageRefused {
    boolean absolute = name.startsWith("/") || name.contains("\\") || name.contains(":");
    if (name.isEmpty()
        || absolute
        || List.of(name.split("/")).contains("..")
        || name.indexOf('\0') >= 0) {
      throw new PackageRefused("entry '" + name + "' points outside the package");
    }
    return name;
  }

  private byte[] unpack(ZipInputStream zip, ZipEntry entry, long left)
      throws IOException, PackageRefused {
    byte[] content = zip.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, left + 1));
    if (content.length > left) {
      throw new PackageRefused(
          "a package unpacks to at most "
              + limits.unpackedBytes()
              + " bytes; entry '"
              + entry.getName()
              + "' goes beyond");
    }
    zip.closeEntry();
    long packed = entry.getCompressedSize();
    // small entries compress as they like; a bomb is large
    if (content.length > 1_000_000 && packed > 0 && content.length / packed > limits.ratio()) {
      throw new PackageRefused(
          "entry '"
              + entry.getName()
              + "' unpacks to more than "
              + limits.ratio()
              + " times its size");
    }
    return content;
  }

  private static void compareWithDirectory(
      Path file, List<String> order, TreeMap<String, String> digests)
      throws PackageRefused, IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      var listed = new ArrayList<String>();
      for (Enumeration<? extends ZipEntry> e = zip.entries(); e.hasMoreElements(); ) {
        ZipEntry entry = e.nextElement();
        listed.add(entry.getName());
        String digest = digests.get(entry.getName());
        if (digest == null) {
          continue;
        }
        MessageDigest actual = sha256();
        try (InputStream in = new Digesting(zip.getInputStream(entry), actual)) {
          in.transferTo(java.io.OutputStream.nullOutputStream());
        }
        if (!digest.equals(hex(actual.digest()))) {
          throw new PackageRefused(
              "entry '" + entry.getName() + "' reads differently by stream and by directory");
        }
      }
      if (!listed.stream().sorted().toList().equals(order.stream().sorted().toList())) {
        throw new PackageRefused("the directory of the jar lists other entries than the jar holds");
      }
    } catch (ZipException e) {
      throw new PackageRefused("not a readable jar: " + e.getMessage(), e);
    }
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static String hex(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }

  /** Feeds a digest with what is read. */
  private static final class Digesting extends FilterInputStream {
    private final MessageDigest digest;

    Digesting(InputStream in, MessageDigest digest) {
      super(in);
      this.digest = digest;
    }

    @Override
    public int read() throws IOException {
      int b = super.read();
      if (b >= 0) {
        digest.update((byte) b);
      }
      return b;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int n = super.read(buffer, offset, length);
      if (n > 0) {
        digest.update(buffer, offset, n);
      }
      return n;
    }
  }
}
