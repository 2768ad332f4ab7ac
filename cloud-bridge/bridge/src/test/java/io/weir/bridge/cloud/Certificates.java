package io.weir.bridge.cloud;

import io.weir.bridge.tls.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Certificates for tests, made by openssl: an authority, a server on localhost, and devices. */
public final class Certificates {
  private final Path folder;

  public Certificates(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    authority("ca");
    issue("server", "localhost", "ca", "subjectAltName=DNS:localhost");
  }

  public void authority(String name) throws IOException {
    run(
        List.of(
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
                .split(" ")),
        "-subj",
        "/CN=" + name,
        "-addext",
        "basicConstraints=critical,CA:TRUE",
        "-keyout",
        file(name + ".key"),
        "-out",
        file(name + ".pem"));
  }

  /** Makes a certificate and its key under {@code name}. */
  public void issue(String name, String commonName, String authority, String extension)
      throws IOException {
    issue(name, commonName, authority, extension, 2);
  }

  /** A certificate that is no longer valid. */
  public void expired(String name, String commonName, String extension) throws IOException {
    issue(name, commonName, "ca", extension, -1);
  }

  /** A list that says that this certificate of the authority is revoked. */
  public void revocations(String name, String revoked) throws IOException {
    String serial = said("openssl", "x509", "-in", file(revoked + ".pem"), "-noout", "-serial");
    Files.writeString(
        folder.resolve("index.txt"),
        "R\t491231235959Z\t260101000000Z\t"
            + serial.strip().replace("serial=", "")
            + "\tunknown\t/CN=revoked\n");
    Path configuration =
        Files.writeString(
            folder.resolve("crl.cnf"),
            "[ca]\ndefault_ca = all\n[all]\ndatabase = "
                + file("index.txt")
                + "\ndefault_md = sha256\ndefault_crl_days = 2\n");
    run(
        List.of("openssl ca -gencrl".split(" ")),
        "-config",
        configuration.toString(),
        "-keyfile",
        file("ca.key"),
        "-cert",
        file("ca.pem"),
        "-out",
        file(name));
  }

  private void issue(String name, String commonName, String authority, String extension, int days)
      throws IOException {
    run(
        List.of("openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes".split(" ")),
        "-subj",
        "/CN=" + commonName,
        "-keyout",
        file(name + ".key"),
        "-out",
        file(name + ".csr"));
    Path extensions = folder.resolve(name + ".ext");
    Files.writeString(extensions, extension);
    run(
        List.of(("openssl x509 -req -CAcreateserial -days " + days).split(" ")),
        "-in",
        file(name + ".csr"),
        "-CA",
        file(authority + ".pem"),
        "-CAkey",
        file(authority + ".key"),
        "-extfile",
        extensions.toString(),
        "-out",
        file(name + ".pem"));
  }

  /** What a device with this serial number holds. */
  public TlsFiles device(String serial) throws IOException {
    return device(serial, "ca");
  }

  public TlsFiles device(String serial, String authority) throws IOException {
    String name = authority + "-" + serial;
    if (!Files.exists(path(name + ".pem"))) {
      issue(name, serial, authority, "extendedKeyUsage=clientAuth");
    }
    return new TlsFiles(path("ca.pem"), path(name + ".pem"), path(name + ".key"));
  }

  public Path path(String name) {
    return folder.resolve(name);
  }

  private String file(String name) {
    return path(name).toString();
  }

  private static void run(List<String> command, String... more) throws IOException {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of(more));
    said(all.toArray(String[]::new));
  }

  private static String said(String... all) throws IOException {
    Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
    try {
      String said = new String(process.getInputStream().readAllBytes());
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", all) + " failed: " + said);
      }
      return said;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
