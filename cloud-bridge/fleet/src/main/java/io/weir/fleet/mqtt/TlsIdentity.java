package io.weir.fleet.mqtt;

import io.weir.fleet.provision.Pem;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * Who we are and whom we trust in TLS: an authority, a certificate and its key, from PEM files.
 * Immutable; any thread.
 */
public final class TlsIdentity {
  private final SSLContext context;

  private TlsIdentity(SSLContext context) {
    this.context = context;
  }

  /**
   * Reads the files.
   *
   * @throws io.weir.fleet.provision.ProvisionException if one of them is not what it should be
   */
  public static TlsIdentity of(Path authority, Path certificate, Path key) {
    try {
      KeyStore own = KeyStore.getInstance("PKCS12");
      own.load(null, null);
      own.setKeyEntry(
          "own",
          Pem.privateKey(key),
          new char[0],
          new Certificate[] {Pem.certificate(certificate)});
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(own, new char[0]);
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry("authority", Pem.certificate(authority));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return new TlsIdentity(context);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("TLS cannot be set up with " + certificate + ": " + e, e);
    }
  }

  /** For a server with this identity. */
  public SSLContext context() {
    return context;
  }

  /** Sockets with this identity. The protocols are the JDK's: TLS 1.2 and 1.3. */
  public SSLSocketFactory socketFactory() {
    return context.getSocketFactory();
  }
}
