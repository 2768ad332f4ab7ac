package io.weir.bridge.https;

import io.weir.bridge.proxy.ProxyServer;
import io.weir.bridge.tls.FileVersions;
import io.weir.bridge.tls.TlsFiles;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Where the cloud's HTTPS end is and who we are to it. Immutable.
 *
 * @param url {@code https://host:port}, perhaps with a path that goes before {@code /v1}
 * @param serial the gateway
 * @param tls whom to trust, and our certificate if we have one
 * @param tokenFile a file with a bearer token, or null
 * @param keyFile a file with the key that requests are signed with (HmacSignature), or null
 * @param proxy through which to go, or null for the JVM's own setting
 * @param poll how long the cloud may hold a request for commands
 */
public record HttpsSettings(
    String url,
    String serial,
    TlsFiles tls,
    Path tokenFile,
    Path keyFile,
    ProxyServer proxy,
    Duration poll) {

  public HttpsSettings {
    if (!"https".equals(URI.create(url).getScheme())) {
      throw new IllegalArgumentException("the url must start with https://, was " + url);
    }
    if (tokenFile != null && keyFile != null) {
      throw new IllegalArgumentException("token.file or hmac.key.file, not both");
    }
    if (proxy != null && proxy.kind() == ProxyServer.Kind.SOCKS5) {
      throw new IllegalArgumentException(
          "an https:// cloud is reached through an http:// proxy, was socks5://" + proxy);
    }
    url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  /** Something that is equal as long as no file of the identity has changed. */
  Object credentials() {
    return List.of(
        tls.version(),
        FileVersions.of(tokenFile, keyFile, proxy == null ? null : proxy.passwordFile()));
  }
}
