package io.weir.cli;

import io.weir.cli.Doctor.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/** Who this gateway is to the cloud, as {@code weir doctor} looks at it. Stateless. */
final class Certificates {
  private static final Duration SOON = Duration.ofDays(14);
  private static final String ANEW =
      "on the cloud's side: weir-fleet device add SERIAL; then put its files there";
  private static final String PKCS8 = "-----BEGIN PRIVATE KEY-----";

  private Certificates() {}

  /** Each file of an identity: there, readable, valid now and for some time, and of one pair. */
  static List<Finding> look(Path folder, Instant now) {
    List<String> names = List.of("ca.pem", "device.pem", "device.key");
    if (Stream.of("ca.pem", "device.pem").noneMatch(n -> Files.exists(folder.resolve(n)))) {
      return List.of(
          new Finding(true, "no identity for a cloud in " + folder + ": none is used", ""));
    }
    List<Finding> findings = new ArrayList<>();
    X509Certificate device = null;
    for (String name : names) {
      Path file = folder.resolve(name);
      try {
        if (!Files.exists(file)) {
          findings.add(new Finding(false, "there is no " + file, ANEW));
        } else if (name.endsWith(".key")) {
          pair(file, device, findings);
        } else {
          X509Certificate certificate = read(file);
          device = name.equals("device.pem") ? certificate : device;
          findings.add(validity(file, certificate, now));
        }
      } catch (IOException | GeneralSecurityException e) {
        findings.add(
            new Finding(
                false,
                "expected "
                    + (name.endsWith(".key") ? "a private key" : "a certificate")
                    + " in PEM in "
                    + file
                    + ": "
                    + (e instanceof IOException io ? Failure.sentence(io) : e.getMessage()),
                "give the agent's user the right to read it, or have it made anew: weir-fleet"
                    + " device add"));
      }
    }
    return findings;
  }

  private static X509Certificate read(Path file) throws IOException, CertificateException {
    try (InputStream in = Files.newInputStream(file)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  private static Finding validity(Path file, X509Certificate certificate, Instant now) {
    Instant from = certificate.getNotBefore().toInstant();
    Instant to = certificate.getNotAfter().toInstant();
    if (now.isBefore(from)) {
      return new Finding(
          false, file + " is valid from " + from + " only", "set the clock: timedatectl");
    }
    boolean soon = now.plus(SOON).isAfter(to);
    return new Finding(
        !soon,
        file + (now.isAfter(to) ? " expired at " : " is valid until ") + to,
        "have a new one made: weir-fleet device add SERIAL");
  }

  /** Whether what one half signs the other half accepts; keys in other forms are left alone. */
  private static void pair(Path file, X509Certificate device, List<Finding> findings)
      throws IOException, GeneralSecurityException {
    String pem = Files.readString(file);
    if (device == null || !pem.contains(PKCS8)) {
      if (!pem.contains("PRIVATE KEY-----")) {
        throw new GeneralSecurityException("found none");
      }
      return;
    }
    String algorithm = device.getPublicKey().getAlgorithm();
    String signing =
        switch (algorithm) {
          case "EC" -> "SHA256withECDSA";
          case "RSA" -> "SHA256withRSA";
          default -> algorithm;
        };
    boolean fits;
    try {
      String begin = pem.substring(pem.indexOf(PKCS8) + PKCS8.length());
      byte[] der = Base64.getMimeDecoder().decode(begin.substring(0, begin.indexOf("-----")));
      PrivateKey key =
          KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      byte[] word = "weir doctor".getBytes(StandardCharsets.UTF_8);
      Signature signature = Signature.getInstance(signing);
      signature.initSign(key);
      signature.update(word);
      byte[] signed = signature.sign();
      signature.initVerify(device.getPublicKey());
      signature.update(word);
      fits = signature.verify(signed);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new GeneralSecurityException("its base64 is broken", e);
    }
    findings.add(
        new Finding(
            fits, file + (fits ? " belongs" : " does not belong") + " to device.pem", ANEW));
  }
}
