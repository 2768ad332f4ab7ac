package io.weir.bridge.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * Whom to trust and who we are, from PEM files (RFC 7468). Read anew for each connection, so that a
 * renewed certificate is used without a restart. Any thread.
 *
 * @param ca the authorities of the other side, or null for those that the JVM trusts
 * @param cert our certificate and those between it and its authority, or null for none
 * @param key its private key, PKCS#8 ("BEGIN PRIVATE KEY"), or null for none
 */
public record TlsFiles(Path ca, Path cert, Path key) {
  private static final char[] IN_MEMORY = new char[0];

  public TlsFiles {
    if ((cert == null) != (key == null)) {
      throw new IllegalArgumentException(
          "tls.cert and tls.key go together, found " + cert + " and " + key);
    }
  }

  /**
   * Makes a context of what the files hold now.
   *
   * @throws IOException if a file is missing or is not what it should be; the message says which
   */
  public SSLContext context() throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys(), trusted(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("the TLS files do not fit together: " + e.getMessage(), e);
    }
  }

  /** Something that is equal as long as no file has changed. */
  public Object version() {
    return FileVersions.of(ca, cert, key);
  }

  private TrustManager[] trusted() throws IOException, GeneralSecurityException {
    if (ca == null) {
      return null;
    }
    KeyStore store = empty();
    int number = 0;
    for (Certificate authority : certificates(ca)) {
      store.setCertificateEntry("ca" + number++, authority);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private KeyManager[] keys() throws IOException, GeneralSecurityException {
    if (key == null) {
      return null;
    }
    KeyStore store = empty();
    List<Certificate> chain = certificates(cert);
    String algorithm = chain.get(0).getPublicKey().getAlgorithm();
    store.setKeyEntry(
        "device", privateKey(algorithm), IN_MEMORY, chain.toArray(Certificate[]::new));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, IN_MEMORY);
    return factory.getKeyManagers();
  }

  private static KeyStore empty() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static List<Certificate> certificates(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      Collection<? extends Certificate> found =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (found.isEmpty()) {
        throw new IOException(file + ": expected a PEM certificate, found none");
      }
      return new ArrayList<>(found);
    } catch (GeneralSecurityException e) {
      throw new IOException(file + ": expected PEM certificates: " + e.getMessage(), e);
    }
  }

  private PrivateKey privateKey(String algorithm) throws IOException, GeneralSecurityException {
    String pem = Files.readString(key);
    int begin = pem.indexOf("-----BEGIN PRIVATE KEY-----");
    int end = pem.indexOf("-----END PRIVATE KEY-----");
    if (begin < 0 || end < begin) {
      // the content itself must not get into a log
      throw new IOException(
          key
              + ": expected a PKCS#8 key (\"BEGIN PRIVATE KEY\"); convert another one with"
              + " openssl pkcs8 -topk8 -nocrypt");
    }
    String base64 = pem.substring(begin + "-----BEGIN PRIVATE KEY-----".length(), end);
    try {
      return KeyFactory.getInstance(algorithm)
          .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
    } catch (IllegalArgumentException e) {
      throw new IOException(key + ": expected base64 between its two lines", e);
    }
  }
}
