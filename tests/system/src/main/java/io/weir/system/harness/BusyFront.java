package io.weir.system.harness;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * What stands before a fleet: takes HTTPS with the fleet's certificate and hands it on, or answers
 * that it is busy.
 */
public final class BusyFront implements AutoCloseable {
  private static final char[] NO_PASSWORD = new char[0];
  // these belong to one connection, RFC 9110 s7.6.1, or are set by the client itself
  private static final Set<String> OF_THE_CONNECTION =
      Set.of("connection", "host", "content-length", "upgrade", "http2-settings", "expect");
  private final HttpsServer server;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "front");
            thread.setDaemon(true);
            return thread;
          });
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final int fleetPort;
  private final List<Long> refusedAt = new ArrayList<>();
  private volatile int status;
  private volatile int retryAfterSeconds;

  /**
   * @param cloud whose certificate for HTTPS it shows and whose fleet it hands requests to
   */
  public BusyFront(Cloud cloud) {
    fleetPort = cloud.httpPort();
    try {
      server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
      server.setHttpsConfigurator(new HttpsConfigurator(tls(cloud.folder().resolve("tls"))));
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("cannot open the front", e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** From now on: 429 or 503 with Retry-After; 0 to hand everything on again. */
  public void answer(int busyStatus, int secondsToWait) {
    retryAfterSeconds = secondsToWait;
    status = busyStatus;
  }

  /** When each request that was refused had arrived, by {@link System#nanoTime()}, in order. */
  public List<Long> refusedAt() {
    synchronized (refusedAt) {
      return List.copyOf(refusedAt);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      int busy = status;
      if (busy != 0) {
        synchronized (refusedAt) {
          refusedAt.add(System.nanoTime());
        }
        exchange.getResponseHeaders().add("Retry-After", Integer.toString(retryAfterSeconds));
        exchange.sendResponseHeaders(busy, -1);
        return;
      }
      HttpResponse<byte[]> answer =
          client.send(handedOn(exchange, body), HttpResponse.BodyHandlers.ofByteArray());
      answer
          .headers()
          .map()
          .forEach(
              (name, values) -> {
                if (!OF_THE_CONNECTION.contains(name) && !name.startsWith(":")) {
                  exchange.getResponseHeaders().put(name, values);
                }
              });
      int length = answer.body().length;
      exchange.sendResponseHeaders(answer.statusCode(), length == 0 ? -1 : length);
      exchange.getResponseBody().write(answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private HttpRequest handedOn(HttpExchange exchange, byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + fleetPort + exchange.getRequestURI()))
            .timeout(Duration.ofSeconds(90))
            .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              if (!OF_THE_CONNECTION.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
              }
            });
    return request.build();
  }

  private static SSLContext tls(Path folder) throws IOException, GeneralSecurityException {
    Certificate[] chain;
    try (var in = Files.newInputStream(folder.resolve("https.pem"))) {
      chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(in)
              .toArray(new Certificate[0]);
    }
    String pem = Files.readString(folder.resolve("https.key"));
    byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    PrivateKey key =
        KeyFactory.getInstance(chain[0].getPublicKey().getAlgorithm())
            .generatePrivate(new PKCS8EncodedKeySpec(der));
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    store.setKeyEntry("front", key, NO_PASSWORD, chain);
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, NO_PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
