package io.weir.bridge.https;

import io.weir.bridge.tls.TlsFiles;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

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
    InetSocketAddress proxy,
    Duration poll) {

  public HttpsSettings {
    if (!"https".equals(URI.create(url).getScheme())) {
      throw new IllegalArgumentException("the url must start with https://, was " + url);
    }
    if (tokenFile != null && keyFile != null) {
      throw new IllegalArgumentException("token.file or hmac.key.file, not both");
    }
    url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  /** Something that is equal as long as no file of the identity has changed. */
  Object credentials() {
    List<Object> versions = new ArrayList<>();
    versions.add(tls.version());
    Stream.of(tokenFile, keyFile).forEach(file -> versions.add(version(file)));
    return versions;
  }

  private static String version(Path file) {
    try {
      return file == null ? "" : Files.getLastModifiedTime(file) + " " + Files.size(file);
    } catch (IOException e) {
      return "cannot be read";
    }
  }
}
