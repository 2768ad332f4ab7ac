package io.weir.bridge.https;

import io.weir.bridge.tls.Causes;
import io.weir.bridge.uplink.CloudLink;
import io.weir.bridge.uplink.Outage;
import io.weir.bridge.uplink.Outgoing;
import io.weir.uplink.proto.Status;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLParameters;

/**
 * The way to the cloud over HTTPS (uplink.md, HTTPS link), with the JDK's client: TLS 1.2 or 1.3,
 * the server's name checked, HTTP/2 where the cloud has it. Called by {@code weir-uplink}.
 *
 * <p>{@code POST /v1/segments} takes a SegmentBatch and answers an Ack; {@code GET
 * /v1/commands?wait=60} answers a CommandBatch; {@code POST /v1/status} takes a Status, and may be
 * missing. Answers to commands travel as segments.
 */
public final class HttpsLink implements CloudLink {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(20);

  private final HttpsSettings settings;
  private final TakenCommands taken = new TakenCommands();
  private final ExecutorService executor = Executors.newFixedThreadPool(2, HttpsLink::thread);
  private HttpClient client;
  private HttpsSession session;
  private Status birth = Status.getDefaultInstance();
  private Object credentials;

  public HttpsLink(HttpsSettings settings) {
    this.settings = settings;
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "weir-https");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void connect(Status status, Duration silence, Events events) {
    drop();
    birth = status;
    try {
      if (client == null || credentialsChanged()) {
        credentials = settings.credentials();
        client = client();
      }
      Requests requests = new Requests(settings, silence, InstantSource.system());
      session = new HttpsSession(client, requests, taken, events);
    } catch (IOException e) {
      client = null;
      events.down(Outage.identity(Causes.text(e)));
      return;
    }
    session.open(status);
  }

  private HttpClient client() throws IOException {
    SSLParameters parameters = new SSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .sslContext(settings.tls().context())
            .sslParameters(parameters)
            .connectTimeout(CONNECT_LIMIT)
            .executor(executor)
            .followRedirects(HttpClient.Redirect.NEVER);
    return builder.proxy(proxy()).build();
  }

  private ProxySelector proxy() {
    return settings.proxy() == null
        ? ProxySelector.getDefault()
        : ProxySelector.of(settings.proxy().address());
  }

  @Override
  public List<Long> send(List<Outgoing> segments) {
    session.send(segments);
    return segments.stream().map(segment -> (long) segment.wire().length).toList();
  }

  @Override
  public boolean keepsOrder() {
    return false;
  }

  @Override
  public void announce(Status status) {
    birth = status;
    session.announce(status);
  }

  @Override
  public boolean credentialsChanged() {
    return !settings.credentials().equals(credentials);
  }

  @Override
  public void drop() {
    HttpsSession old = session;
    session = null;
    if (old != null && old.end()) {
      // it may be that nothing gets through any more: HTTP/2 would go on with the same connection
      client = null;
    }
  }

  @Override
  public void close() {
    HttpsSession old = session;
    session = null;
    if (old != null) {
      old.goodbye(birth.toBuilder().setOnline(false).clearServices().build());
    }
    executor.shutdownNow();
  }
}
