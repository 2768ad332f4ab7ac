package io.weir.deployer;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.function.Consumer;

/**
 * Fetches a package over HTTPS and holds it to its SHA-256. Plain HTTP is for this machine only.
 * One thread.
 */
final class Download {
  private final Path folder;
  private final long maxBytes;
  private final Consumer<Progress> progress;

  Download(Path folder, long maxBytes, Consumer<Progress> progress) {
    this.progress = progress;
    this.folder = folder;
    this.maxBytes = maxBytes;
  }

  /**
   * @return a file that the caller deletes
   * @throws PackageRefused if the address is not allowed, the answer is no package, or it is
   *     another one
   */
  Path fetch(String url, String sha256) throws PackageRefused, IOException, InterruptedException {
    URI address = address(url);
    HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(20))
            // a redirect must not lead from HTTPS to HTTP
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    HttpResponse<InputStream> response =
        client.send(
            HttpRequest.newBuilder(address).timeout(Duration.ofMinutes(10)).build(),
            HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      if (response.statusCode() != 200) {
        throw new PackageRefused(
            "expected the package at " + url + ", found status " + response.statusCode());
      }
      return save(body, sha256, response.headers().firstValueAsLong("Content-Length").orElse(0));
    }
  }

  private Path save(InputStream body, String sha256, long total)
      throws IOException, PackageRefused {
    Files.createDirectories(folder);
    Path file = Files.createTempFile(folder, "download-", ".tmp");
    long begun = System.nanoTime();
    MessageDigest digest = PackageReader.sha256();
    Incoming.save(
        new DigestInputStream(body, digest),
        file,
        maxBytes,
        copied -> {
          Duration spent = Duration.ofNanos(System.nanoTime() - begun);
          progress.accept(Progress.receiving(sha256, "cloud", copied, total, spent));
        });
    String found = HexFormat.of().formatHex(digest.digest());
    if (!found.equals(sha256)) {
      Files.delete(file);
      throw new PackageRefused("expected SHA-256 " + sha256 + ", found " + found);
    }
    return file;
  }

  private static URI address(String url) throws PackageRefused, IOException {
    try {
      URI address = URI.create(url);
      boolean local =
          address.getHost() != null && InetAddress.getByName(address.getHost()).isLoopbackAddress();
      if ("https".equals(address.getScheme()) || ("http".equals(address.getScheme()) && local)) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      throw new PackageRefused("'" + url + "' is no address: " + e.getMessage(), e);
    }
    throw new PackageRefused("a package is fetched over https, was '" + url + "'");
  }
}
