package io.weir.fleet.cli;

import io.weir.fleet.FleetServer;
import io.weir.fleet.mqtt.TlsIdentity;
import io.weir.fleet.provision.FleetHome;
import io.weir.fleet.provision.Provisioning;
import io.weir.fleet.provision.Serial;
import io.weir.fleet.web.Listen;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code weir-fleet serve}: the cloud end itself, until it is told to stop. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    header = "Runs the fleet until SIGTERM or Ctrl-C.",
    description = "The first start makes the account \"admin\" and prints its password once.")
public final class ServeCommand implements Callable<Integer> {
  @Option(names = "--dir", required = true, description = "the fleet's folder")
  private Path folder;

  @Option(
      names = "--http-host",
      defaultValue = "127.0.0.1",
      description = "default ${DEFAULT-VALUE}; another than loopback turns TLS on")
  private String httpHost;

  @Option(
      names = "--http-port",
      defaultValue = "8080",
      description = "default ${DEFAULT-VALUE}; 0 for a free one")
  private int httpPort;

  @Option(names = "--tls", description = "HTTPS on loopback too")
  private boolean tls;

  @Option(
      names = "--keep-days",
      defaultValue = "0",
      description = "delete points that are older; 0, the default, keeps them for ever")
  private int keepDays;

  @Option(names = "--mqtt-url", description = "ssl://HOST:PORT of the MQTT broker")
  private String mqttUrl;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    FleetHome home = FleetHome.existing(folder);
    if (mqttUrl != null && !mqttUrl.matches("(ssl|tcp)://.+:\\d{1,5}")) {
      throw new ParameterException(
          spec.commandLine(), "--mqtt-url must be ssl://HOST:PORT, was " + mqttUrl);
    }
    FleetServer.Settings settings =
        new FleetServer.Settings(
            home.data(),
            mqttUrl,
            identity(home, Serial.FLEET),
            listen(home),
            keepDays == 0 ? null : Duration.ofDays(keepDays));
    CountDownLatch stop = new CountDownLatch(1);
    FleetServer server = new FleetServer(settings, Clock.systemUTC());
    Thread hook = new Thread(() -> stopped(server, stop), "weir-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    var out = spec.commandLine().getOut();
    server
        .firstPassword()
        .ifPresent(password -> out.println("user admin, password " + password + " (shown once)"));
    out.println(
        "listening on "
            + (settings.listen().tls() == null ? "http" : "https")
            + "://"
            + httpHost
            + ":"
            + server.httpPort());
    out.flush();
    stop.await();
    return 0;
  }

  private static void stopped(FleetServer server, CountDownLatch stop) {
    server.close();
    stop.countDown();
  }

  private Listen listen(FleetHome home) {
    return Arguments.of(
        spec,
        () -> {
          boolean local = Listen.isLoopback(httpHost);
          if (!local && Provisioning.isDemo(home)) {
            throw new IllegalArgumentException(
                "the identities in "
                    + home.folder()
                    + " are for a demonstration: they stay on this machine, not on "
                    + httpHost);
          }
          boolean secure = tls || !local;
          return new Listen(httpHost, httpPort, secure ? identity(home, "https").context() : null);
        });
  }

  private static TlsIdentity identity(FleetHome home, String role) {
    return TlsIdentity.of(home.authorityCertificate(), home.certificate(role), home.key(role));
  }
}
