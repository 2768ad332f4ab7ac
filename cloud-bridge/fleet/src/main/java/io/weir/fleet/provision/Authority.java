package io.weir.fleet.provision;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The fleet's own certificate authority (EC P-256, RFC 5280). It signs brokers, the fleet and
 * gateways; its key never leaves the fleet's folder. One thread at a time.
 */
public final class Authority {
  private static final Duration OWN_LIFE = Duration.ofDays(3650);
  // a gateway that was off for a day must not find a certificate of the future
  private static final Duration BACKDATE = Duration.ofDays(1);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final X509Certificate certificate;
  private final PrivateKey key;

  private Authority(X509Certificate certificate, PrivateKey key) {
    this.certificate = certificate;
    this.key = key;
  }

  /** A certificate with its private key. */
  public record Identity(X509Certificate certificate, PrivateKey key) {}

  /** Reads the authority of a fleet's folder. */
  public static Authority load(FleetHome home) {
    if (!Files.exists(home.authorityKey())) {
      throw new ProvisionException(
          "no certificate authority in "
              + home.tls()
              + ": run `weir-fleet init --dir "
              + home.folder()
              + "` first");
    }
    return new Authority(
        Pem.certificate(home.authorityCertificate()), Pem.privateKey(home.authorityKey()));
  }

  /** Makes a new authority and writes it. */
  static Authority create(FleetHome home, String name, Instant now) throws IOException {
    KeyPair pair = pair();
    X500Name subject = name(name);
    Certificates of = new Certificates(subject, subject, pair, now, OWN_LIFE);
    X509Certificate certificate =
        of.sign(
            pair,
            builder -> {
              builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
              builder.addExtension(
                  Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            });
    PrivateFiles.secret(home.authorityKey(), Pem.of(pair.getPrivate()));
    PrivateFiles.open(home.authorityCertificate(), Pem.of(certificate));
    return new Authority(certificate, pair.getPrivate());
  }

  X509Certificate certificate() {
    return certificate;
  }

  /** A server's certificate for these host names and addresses. */
  Identity server(String name, Collection<String> hosts, Instant now, Duration life) {
    GeneralNames names =
        new GeneralNames(hosts.stream().map(Authority::generalName).toArray(GeneralName[]::new));
    return issue(name, KeyPurposeId.id_kp_serverAuth, names, now, life);
  }

  /** A client's certificate: its common name is who it is. */
  Identity client(String name, Instant now, Duration life) {
    return issue(name, KeyPurposeId.id_kp_clientAuth, null, now, life);
  }

  private Identity issue(
      String name, KeyPurposeId purpose, GeneralNames names, Instant now, Duration life) {
    KeyPair pair = pair();
    X500Name issuer = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    Certificates of = new Certificates(issuer, name(name), pair, now, life);
    X509Certificate signed =
        of.sign(
            new KeyPair(certificate.getPublicKey(), key),
            builder -> {
              builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
              builder.addExtension(
                  Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
              builder.addExtension(
                  Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
              if (names != null) {
                builder.addExtension(Extension.subjectAlternativeName, false, names);
              }
            });
    return new Identity(signed, pair.getPrivate());
  }

  /** The list of revoked certificates as PEM, to be used until the next one is made. */
  String revocationList(List<BigInteger> revoked, Instant now) {
    try {
      X509v2CRLBuilder builder =
          new X509v2CRLBuilder(
              X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded()),
              Date.from(now.minus(BACKDATE)));
      builder.setNextUpdate(Date.from(now.plus(OWN_LIFE)));
      for (BigInteger number : revoked) {
        builder.addCRLEntry(number, Date.from(now), 0);
      }
      return Pem.of("X509 CRL", builder.build(signer(key)).getEncoded());
    } catch (OperatorException | IOException e) {
      throw new ProvisionException("the revocation list cannot be signed", e);
    }
  }

  private static GeneralName generalName(String host) {
    boolean address = host.matches("[0-9.]+") || host.contains(":");
    return new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, host);
  }

  private static X500Name name(String common) {
    return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, common).build();
  }

  private static KeyPair pair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new ProvisionException("this Java cannot make EC P-256 keys", e);
    }
  }

  private static ContentSigner signer(PrivateKey key) throws OperatorException {
    return new JcaContentSignerBuilder("SHA256withECDSA").build(key);
  }

  /** What Bouncy Castle throws while extensions are added. */
  private interface Extensions {
    void addTo(JcaX509v3CertificateBuilder builder) throws IOException;
  }

  private record Certificates(
      X500Name issuer, X500Name subject, KeyPair pair, Instant now, Duration life) {
    X509Certificate sign(KeyPair signer, Extensions extensions) {
      try {
        JcaX509v3CertificateBuilder builder =
            new JcaX509v3CertificateBuilder(
                issuer,
                // 128 random bits: unique without a counter (RFC 5280 s4.1.2.2)
                new BigInteger(128, RANDOM).setBit(126),
                Date.from(now.minus(BACKDATE)),
                Date.from(now.plus(life)),
                subject,
                pair.getPublic());
        JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
        builder.addExtension(
            Extension.subjectKeyIdentifier,
            false,
            identifiers.createSubjectKeyIdentifier(pair.getPublic()));
        builder.addExtension(
            Extension.authorityKeyIdentifier,
            false,
            identifiers.createAuthorityKeyIdentifier(signer.getPublic()));
        extensions.addTo(builder);
        return new JcaX509CertificateConverter()
            .getCertificate(builder.build(Authority.signer(signer.getPrivate())));
      } catch (GeneralSecurityException | OperatorException | IOException e) {
        throw new ProvisionException("the certificate of " + subject + " cannot be signed", e);
      }
    }
  }
}
