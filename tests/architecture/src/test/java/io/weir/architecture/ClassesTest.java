package io.weir.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rules that every compiled class keeps, whether it lives in a bundle or on a class path. */
class ClassesTest {
  /** Where a thread may sleep, and why it has nothing better to wait on. */
  private static final Map<String, String> PAUSES =
      Map.of(
          "io\\.weir\\.outbox\\.sqlite\\.Writer",
          "back-off while the disk refuses to open or write the database",
          "io\\.weir\\.bridge\\.recorder\\.Ticker.*",
          "back-off while the outbox refuses: what landed waits in the stream",
          "io\\.weir\\.launcher\\.ChildBroker",
          "back-off before a broker that does not stay up is started again",
          "io\\.weir\\.launcher\\.Launcher",
          "the three seconds after which a stop is cut short");

  private static JavaClasses classes;

  @BeforeAll
  static void read() {
    classes = new ClassFileImporter().importPaths(Checkout.mainClasses());
  }

  @Test
  void onlyTheBrokerKnowsNats() {
    // the system tests and the bench speak to it as strangers do
    keep(outside("io.weir.broker..", "io.weir.system..", "io.weir.bench.."), "io.nats..");
  }

  @Test
  void onlyTheOutboxAndTheFleetKnowSql() {
    keep(
        outside("io.weir.outbox..", "io.weir.fleet..", "io.weir.system..", "io.weir.bench.."),
        "org.sqlite..",
        "java.sql..",
        "javax.sql..");
  }

  @Test
  void onlyTheTwoEndsOfTheLinkAndTheirSampleKnowMqtt() {
    keep(
        outside(
            "io.weir.bridge..",
            "io.weir.fleet..",
            "io.weir.samples.mqtt..",
            "io.weir.system..",
            "io.weir.bench.."),
        "org.eclipse.paho..");
  }

  @Test
  void jacksonsTreesAreNotForTheGatewaysBundles() {
    keep(
        outside("io.weir.fleet..", "io.weir.cli..", "io.weir.system..", "io.weir.bench.."),
        "com.fasterxml.jackson.databind..");
  }

  @Test
  void onlyTheWireKnowsProtobuf() {
    keep(
        outside("io.weir.uplink..", "io.weir.bridge..", "io.weir.fleet..", "io.weir.bench.."),
        "com.google.protobuf..");
  }

  @Test
  void theLauncherKnowsNoModule() {
    noClasses()
        .that()
        .resideInAPackage("io.weir.launcher..")
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "are another module's",
                type ->
                    type.getPackageName().startsWith("io.weir.")
                        && !type.getPackageName().equals("io.weir.launcher")))
        .check(classes);
  }

  @Test
  void theFleetKnowsTheWireAndNoGateway() {
    noClasses()
        .that()
        .resideInAPackage("io.weir.fleet..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.weir.broker..",
            "io.weir.outbox..",
            "io.weir.bridge..",
            "io.weir.plugin..",
            "io.weir.host..",
            "io.weir.launcher..")
        .check(classes);
  }

  @Test
  void nothingSleepsExceptWhereAPauseIsTheJob() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.weir.system..", "io.weir.bench..")
        .and()
        .haveNameNotMatching(String.join("|", PAUSES.keySet()))
        .should()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(TimeUnit.class, "sleep", long.class)
        .check(classes);
  }

  @Test
  void nothingWritesPastTheLog() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.weir.bench..", "io.weir.system..")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .callMethod(Throwable.class, "printStackTrace")
        .check(classes);
  }

  @Test
  void namesSayTheTrait() {
    noClasses()
        .that()
        .resideInAPackage("io.weir..")
        .and()
        // its users know it by this name from the interface that it follows
        .doNotHaveFullyQualifiedName("io.weir.plugin.record.TelemManager")
        .should()
        .haveNameMatching(".*(Impl|Manager|Helper|Utils?)$")
        .check(classes);
  }

  private static ArchRule outside(String[] packages, String... technology) {
    return noClasses()
        .that()
        .resideInAPackage("io.weir..")
        .and()
        .resideOutsideOfPackages(packages)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(technology);
  }

  private static String[] outside(String... packages) {
    return packages;
  }

  private static void keep(String[] prison, String... technology) {
    outside(prison, technology).check(classes);
  }
}
