package io.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.system.harness.Await;
import io.weir.system.harness.FakeClock;
import io.weir.system.harness.House;
import io.weir.system.harness.Load;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The gateway's certificate ends while it runs, and is replaced under its feet. */
class CertificateIT {
  // what provisioning gives, and what is left of it when the gateway gets it
  private static final Duration LIFE = Duration.ofDays(825);
  private static final Duration LEFT = Duration.ofSeconds(15);

  @Test
  void anExpiredCertificateOnlyDelaysUntilItIsRenewed() throws Exception {
    try (House house = House.build("renewal")) {
      house.gateway.start();
      try (Load load = new Load(house.gateway, "load:renewal", 500)) {
        house.awaitFlow(load);
        Path tls = house.gateway.conf().resolve("tls");
        FakeClock past = new FakeClock();
        past.shift("-" + LIFE.minus(LEFT).toSeconds());
        install(house.cloud.enrol(house.serial, "short-lived", past.environment()), tls);
        Instant end = certificate(tls).getNotAfter().toInstant();
        assertThat(Duration.between(Instant.now(), end)).isLessThan(LEFT);
        Await.until(
            "the certificate's end", LEFT.multipliedBy(4), () -> Instant.now().isAfter(end));
        // a connection that stands is not asked again for its certificate
        house.cable.cut();
        house.cable.restore();
        Await.until(
            "the cloud refuses the expired certificate",
            Duration.ofSeconds(90),
            () -> house.gateway.agent().output().contains("IDENTITY"));
        load.advance(1_000);
        // a new one of the same gateway, the long way that an operator goes
        install(house.cloud.enrol(house.serial, "renewed", java.util.Map.of()), tls);
        house.assertExact(load, "a certificate that ended and was renewed");
      }
    }
  }

  /** As provisioning does it: each file moved into place whole, the certificate last. */
  private static void install(Path identity, Path tls) throws IOException {
    for (String name : new String[] {"device.key", "device.pem"}) {
      Path next = tls.resolve(name + ".next");
      Files.copy(identity.resolve(name), next, StandardCopyOption.COPY_ATTRIBUTES);
      Files.move(next, tls.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static X509Certificate certificate(Path tls)
      throws IOException, GeneralSecurityException {
    byte[] pem = Files.readAllBytes(tls.resolve("device.pem"));
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
  }
}
