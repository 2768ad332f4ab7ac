package io.weir.bridge.cloud;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.weir.bridge.https.HttpsLink;
import io.weir.bridge.https.HttpsSettings;
import io.weir.bridge.proxy.ProxyServer;
import io.weir.bridge.tls.TlsFiles;
import io.weir.bridge.uplink.CloudLink;
import io.weir.uplink.HmacSignature;
import io.weir.uplink.proto.Ack;
import io.weir.uplink.proto.Command;
import io.weir.uplink.proto.CommandBatch;
import io.weir.uplink.proto.Segment;
import io.weir.uplink.proto.SegmentBatch;
import io.weir.uplink.proto.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * The JDK's HTTPS server before a store: client certificates, long polls, whatever answer is set.
 */
public final class HttpsTestCloud extends TestCloud {
  private final Certificates certificates;
  private final int port;
  private final List<Command> waiting = new ArrayList<>();
  private final Set<String> nonces = ConcurrentHashMap.newKeySet();
  private HttpsServer server;
  private ExecutorService threads;
  private volatile boolean wantCertificate = true;
  private volatile Function<HttpExchange, Integer> gate = exchange -> 200;
  private volatile String retryAfter;
  private volatile HttpHandler instead;
  private volatile long clockOffsetMs;

  public HttpsTestCloud(Certificates certificates) throws IOException {
    this.certificates = certificates;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
  }

  public int port() {
    return port;
  }

  /** Every request is asked for its status first; 200 lets it through. */
  public void gate(Function<HttpExchange, Integer> next) {
    gate = next;
  }

  /** Answers posts of segments from now on, in place of the store. */
  public void answer(HttpHandler with) {
    instead = with;
  }

  public void retryAfter(String header) {
    retryAfter = header;
  }

  public void withoutCertificates() {
    wantCertificate = false;
  }

  /** How far the cloud's clock is from the true one. */
  public void clockOffset(Duration offset) {
    clockOffsetMs = offset.toMillis();
  }

  /** A gate that checks the token. */
  public Function<HttpExchange, Integer> token(String token) {
    return exchange ->
        ("Bearer " + token).equals(exchange.getRequestHeaders().getFirst("Authorization"))
            ? 200
            : 401;
  }

  @Override
  public void start() throws Exception {
    SSLContext context =
        new TlsFiles(
                certificates.path("ca.pem"),
                certificates.path("server.pem"),
                certificates.path("server.key"))
            .context();
    server = HttpsServer.create(new InetSocketAddress("127.0.0.1", port), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters ssl = context.getDefaultSSLParameters();
            ssl.setNeedClientAuth(wantCertificate);
            parameters.setSSLParameters(ssl);
          }
        });
    threads = Executors.newCachedThreadPool();
    server.setExecutor(threads);
    server.createContext("/v1/segments", guarded(this::segments));
    server.createContext("/v1/status", guarded(this::status));
    server.createContext("/v1/commands", guarded(this::commands));
    server.start();
  }

  private interface Handler {
    byte[] answer(HttpExchange exchange, byte[] body) throws Exception;
  }

  private HttpHandler guarded(Handler handler) {
    return exchange -> {
      try (exchange) {
        byte[] body = exchange.getRequestBody().readAllBytes();
        exchange.setAttribute("body", body);
        if (instead != null && exchange.getRequestURI().getPath().equals("/v1/segments")) {
          instead.handle(exchange);
          return;
        }
        int status = gate.apply(exchange);
        byte[] answer = status == 200 ? handler.answer(exchange, body) : new byte[0];
        if (answer == null) {
          return;
        }
        if (retryAfter != null && status != 200) {
          exchange.getResponseHeaders().set("Retry-After", retryAfter);
        }
        exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
        if (answer.length > 0) {
          exchange.getResponseBody().write(answer);
        }
      } catch (IOException e) {
        throw e;
      } catch (Exception e) {
        throw new IOException(e);
      }
    };
  }

  private byte[] segments(HttpExchange exchange, byte[] body) throws Exception {
    Ack.Builder all = Ack.newBuilder();
    for (Segment segment : SegmentBatch.parseFrom(body).getSegmentsList()) {
      var ack = take(segment.toByteArray());
      if (ack.isEmpty()) {
        // no answer until the cloud goes
        new CountDownLatch(1).await();
        return null;
      }
      all.mergeFrom(ack.get());
    }
    return all.build().toByteArray();
  }

  private byte[] status(HttpExchange exchange, byte[] body) throws Exception {
    took(Status.parseFrom(body));
    return new byte[0];
  }

  private byte[] commands(HttpExchange exchange, byte[] body) throws Exception {
    boolean waits = !"wait=0".equals(exchange.getRequestURI().getQuery());
    long end = System.nanoTime() + Duration.ofSeconds(waits ? 2 : 0).toNanos();
    synchronized (waiting) {
      while (waiting.isEmpty() && System.nanoTime() < end) {
        waiting.wait(100);
      }
      return CommandBatch.newBuilder().addAllCommands(waiting).build().toByteArray();
    }
  }

  /** A gate that checks signatures as a cloud does: key, window of ten minutes, fresh nonce. */
  public Function<HttpExchange, Integer> signed(byte[] key) {
    return exchange -> {
      var in = exchange.getRequestHeaders();
      long now = System.currentTimeMillis() + clockOffsetMs;
      exchange.getResponseHeaders().set("Weir-Time", Long.toString(now));
      String authorization = in.getFirst("Authorization");
      if (authorization == null || !authorization.startsWith("Weir-HMAC ")) {
        return 401;
      }
      long timestamp = Long.parseLong(in.getFirst("Weir-Timestamp"));
      String nonce = in.getFirst("Weir-Nonce");
      HmacSignature.Request request =
          new HmacSignature.Request(
              exchange.getRequestMethod(),
              exchange.getRequestURI().toString(),
              in.getFirst("Weir-Device"),
              timestamp,
              nonce,
              (byte[]) exchange.getAttribute("body"));
      boolean good =
          HmacSignature.verify(key, request, authorization.substring("Weir-HMAC ".length()))
              && Math.abs(now - timestamp) < Duration.ofMinutes(10).toMillis()
              && nonces.add(nonce);
      return good ? 200 : 403;
    };
  }

  @Override
  public void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  @Override
  public void command(String serial, Command command) {
    synchronized (waiting) {
      waiting.add(command);
      waiting.notifyAll();
    }
  }

  @Override
  public CloudLink link(String serial, TlsFiles tls, String host) {
    return link(serial, tls, host, null, null);
  }

  @Override
  public CloudLink link(String serial, TlsFiles tls, ProxyServer proxy) {
    return new HttpsLink(
        new HttpsSettings(
            "https://localhost:" + port, serial, tls, null, null, proxy, Duration.ofSeconds(60)));
  }

  public CloudLink link(String serial, TlsFiles tls, String host, Path token, Path key) {
    return new HttpsLink(
        new HttpsSettings(
            "https://" + host + ":" + port, serial, tls, token, key, null, Duration.ofSeconds(60)));
  }

  @Override
  public void close() {
    if (server != null) {
      stop();
    }
  }
}
