package io.weir.deployer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One plugin from version to version, with a framework that does as the test says. */
class RolloutTest {
  @TempDir private Path folder;
  private final Framework framework = new Framework();
  private final List<Phase> phases = new ArrayList<>();
  private final List<Progress> progress = new ArrayList<>();
  private Path conf;
  private Store store;

  @BeforeEach
  void openStore() throws IOException {
    conf = Files.createDirectories(folder.resolve("conf"));
    store = new Store(folder.resolve("store"));
  }

  /** What the framework holds, surviving a "restart" of the deployer. */
  private static final class Framework implements Installer {
    private final Map<String, String> installed = new HashMap<>();
    private String sickVersion = "";
    private String brokenVersion = "";
    private int slow;
    private int tries;
    private Runnable whenPut = () -> {};

    @Override
    public void put(String name, Path file) throws DeployFailed, IOException {
      tries++;
      String version;
      try {
        version = new PackageReader(PackageLimits.DEFAULT).read(file).version().toString();
      } catch (PackageRefused e) {
        throw new DeployFailed("unreadable", e);
      }
      if (version.equals(brokenVersion)) {
        throw new DeployFailed("it does not start: missing import");
      }
      installed.put(name, version);
      whenPut.run();
    }

    @Override
    public void remove(String name) {
      installed.remove(name);
    }

    @Override
    public Optional<String> running(String name) {
      return Optional.ofNullable(installed.get(name));
    }

    @Override
    public boolean hears() {
      return true;
    }

    @Override
    public Health health(String name) {
      if (slow > 0) {
        slow--;
        return new Health(false, false, "not yet");
      }
      boolean sick = sickVersion.equals(installed.get(name));
      return new Health(!sick, sick, sick ? "the sensor does not answer" : "");
    }
  }

  private static final class PowerCut extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private Rollout rollout(Phase cutAt) {
    return new Rollout(
        store,
        new PackageReader(PackageLimits.DEFAULT),
        new Verifier(new TrustedKeys(folder.resolve("none")), false),
        framework,
        Duration.ofSeconds(2),
        InstantSource.system(),
        new ConfigurationCopies(conf, folder.resolve("store/configuration")),
        told -> {
          progress.add(told);
          if (told.percent() == Progress.in(told.plugin(), 0).percent()) {
            phases.add(told.plugin().phase());
          }
          if (told.plugin().phase() == cutAt) {
            throw new PowerCut();
          }
        });
  }

  private Plugin deploy(Rollout rollout, String version, boolean downgrade) throws Exception {
    Map<String, byte[]> entries = Jars.bundle("acme.pump", version);
    entries.put(
        "OSGI-INF/metatype/acme.Pump.xml",
        "<metatype:MetaData><Designate pid=\"acme.Pump\"><Object ocdref=\"x\"/></Designate>"
            .getBytes(StandardCharsets.UTF_8));
    Path jar = Jars.write(folder.resolve("in.jar"), entries);
    try (InputStream in = Files.newInputStream(jar)) {
      return rollout.deploy(store.receive(in, 1_000_000), "bus", downgrade);
    }
  }

  @Test
  void aGoodVersionIsKeptAndEachPhaseIsTold() throws Exception {
    Plugin plugin = deploy(rollout(null), "1.0.0", false);
    assertThat(plugin.currentVersion()).isEqualTo("1.0.0");
    assertThat(phases)
        .containsExactly(
            Phase.STAGED, Phase.VERIFIED, Phase.STARTING, Phase.WATCHED, Phase.SETTLED);
    assertThat(framework.installed).containsEntry("acme.pump", "1.0.0");
  }

  @Test
  void aSickVersionGivesWayToTheOldOne() throws Exception {
    deploy(rollout(null), "1.0.0", false);
    framework.sickVersion = "2.0.0";
    Plugin plugin = deploy(rollout(null), "2.0.0", false);
    assertThat(plugin.currentVersion()).isEqualTo("1.0.0");
    assertThat(plugin.outcome())
        .contains("2.0.0 was rolled back")
        .contains("the sensor does not answer");
    assertThat(framework.installed).containsEntry("acme.pump", "1.0.0");
  }

  @Test
  void theOldConfigurationComesBackWithTheOldVersion() throws Exception {
    Path set = Files.writeString(conf.resolve("acme.Pump.cfg"), "poll.time.ms = 1000\n");
    Path other = Files.writeString(conf.resolve("acme.Other.cfg"), "a = 1\n");
    deploy(rollout(null), "1.0.0", false);
    framework.sickVersion = "2.0.0";
    framework.whenPut =
        () -> {
          write(set, "poll.time.ms = 5\nnew.key = 1\n");
          write(conf.resolve("acme.Pump-second.cfg"), "new.key = 2\n");
          write(other, "a = 2\n");
          framework.whenPut = () -> assertThat(set).hasContent("poll.time.ms = 1000\n");
        };
    Plugin plugin = deploy(rollout(null), "2.0.0", false);
    assertThat(set).hasContent("poll.time.ms = 1000\n");
    assertThat(conf.resolve("acme.Pump-second.cfg")).doesNotExist();
    assertThat(other).as("not of this plugin").hasContent("a = 2\n");
    assertThat(plugin.outcome())
        .contains("its configuration went back too: acme.Pump-second.cfg, acme.Pump.cfg");
  }

  @Test
  void aKeptVersionKeepsWhatWasSetMeanwhile() throws Exception {
    Path set = Files.writeString(conf.resolve("acme.Pump.cfg"), "poll.time.ms = 1000\n");
    framework.whenPut = () -> write(set, "poll.time.ms = 5\n");
    deploy(rollout(null), "1.0.0", false);
    assertThat(set).hasContent("poll.time.ms = 5\n");
  }

  @Test
  void aPowerCutInTheHealthWindowBringsTheOldConfigurationBackToo() throws Exception {
    Path set = Files.writeString(conf.resolve("acme.Pump.cfg"), "poll.time.ms = 1000\n");
    deploy(rollout(null), "1.0.0", false);
    framework.whenPut = () -> write(set, "poll.time.ms = 5\n");
    assertThatThrownBy(() -> deploy(rollout(Phase.WATCHED), "2.0.0", false))
        .isInstanceOf(PowerCut.class);
    framework.whenPut = () -> {};
    rollout(null).recover();
    assertThat(set).hasContent("poll.time.ms = 1000\n");
    assertThat(framework.installed).containsEntry("acme.pump", "1.0.0");
  }

  @Test
  void theDoorOfTheOldVersionStaysWhenTheNewOneIsRolledBack() throws Exception {
    deploy(rollout(null), "1.0.0", false);
    framework.sickVersion = "2.0.0";
    Path jar = Jars.write(folder.resolve("in.jar"), Jars.bundle("acme.pump", "2.0.0"));
    try (InputStream in = Files.newInputStream(jar)) {
      rollout(null).deploy(store.receive(in, 1_000_000), "drop:in.jar", false);
    }
    assertThat(store.load("acme.pump").source()).isEqualTo("bus");
  }

  @Test
  void theWayIsToldInPerCentWithTheSecondsThatAreLeft() throws Exception {
    framework.slow = 3;
    deploy(rollout(null), "1.0.0", false);
    assertThat(progress).extracting(Progress::percent).isSorted().endsWith(100);
    assertThat(progress)
        .filteredOn(p -> p.secondsLeft() > 0)
        .isNotEmpty()
        .allSatisfy(p -> assertThat(p.secondsLeft()).isLessThanOrEqualTo(2));
    assertThat(progress).allSatisfy(p -> assertThat(p.bytes()).isPositive());
  }

  private static void write(Path file, String content) {
    try {
      Files.writeString(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aFirstVersionThatFailsLeavesNothing() throws Exception {
    framework.brokenVersion = "1.0.0";
    Plugin plugin = deploy(rollout(null), "1.0.0", false);
    assertThat(plugin.installed()).isFalse();
    assertThat(framework.installed).isEmpty();
    assertThat(store.all()).isEmpty();
    try (Stream<Path> files = Files.list(folder.resolve("store/packages"))) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void anOlderVersionIsRefusedUnlessForced() throws Exception {
    deploy(rollout(null), "2.0.0", false);
    assertThatThrownBy(() -> deploy(rollout(null), "1.0.0", false))
        .isInstanceOf(PackageRefused.class)
        .hasMessageContaining("1.0.0 is older than 2.0.0");
    assertThat(framework.installed).containsEntry("acme.pump", "2.0.0");
    assertThat(deploy(rollout(null), "1.0.0", true).currentVersion()).isEqualTo("1.0.0");
  }

  @Test
  void theSamePackageAgainChangesNothing() throws Exception {
    deploy(rollout(null), "1.0.0", false);
    phases.clear();
    deploy(rollout(null), "1.0.0", false);
    assertThat(phases).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Phase.class)
  void aPowerCutInAnyPhaseEndsInTheOldOrTheNewVersion(Phase cutAt) throws Exception {
    deploy(rollout(null), "1.0.0", false);
    framework.sickVersion = cutAt == Phase.ROLLING_BACK ? "2.0.0" : "";
    try {
      deploy(rollout(cutAt), "2.0.0", false);
    } catch (PowerCut e) {
      assertThat(phases).last().isEqualTo(cutAt);
    }
    store = new Store(folder.resolve("store"));
    rollout(null).recover();
    Plugin after = store.load("acme.pump");
    assertThat(after.phase()).isEqualTo(Phase.SETTLED);
    assertThat(after.currentVersion()).isEqualTo(cutAt == Phase.SETTLED ? "2.0.0" : "1.0.0");
    assertThat(framework.installed).containsEntry("acme.pump", after.currentVersion());
    assertThat(store.packageFile(after.current())).exists();
  }

  @Test
  void aLostFrameworkIsFilledAgainFromTheRecords() throws Exception {
    deploy(rollout(null), "1.0.0", false);
    framework.installed.clear();
    rollout(null).recover();
    assertThat(framework.installed).containsEntry("acme.pump", "1.0.0");
  }

  @Test
  void whatCouldNotBeStartedAfterARestartIsTriedAgainAndLessAndLessOften() throws Exception {
    deploy(rollout(null), "1.0.0", false);
    framework.installed.clear();
    framework.brokenVersion = "1.0.0";
    Rollout restarted = rollout(null);
    restarted.recover();
    int tries = 0;
    for (int minute = 1; minute <= 9; minute++) {
      tries = framework.tries;
      restarted.tend();
      boolean due = List.of(1, 3, 7).contains(minute);
      assertThat(framework.tries - tries).as("in minute " + minute).isEqualTo(due ? 1 : 0);
    }
    framework.brokenVersion = "";
    for (int minute = 10; minute <= 15; minute++) {
      restarted.tend();
    }
    assertThat(framework.installed).containsEntry("acme.pump", "1.0.0");

    tries = framework.tries;
    restarted.tend();
    assertThat(framework.tries).as("one that runs is left alone").isEqualTo(tries);
  }

  @Test
  void aPackageThatIsLostCostsItsOwnPluginOnly() throws Exception {
    deploy(rollout(null), "1.0.0", false);
    Path jar = Jars.write(folder.resolve("other.jar"), Jars.bundle("acme.valve", "1.0.0"));
    try (InputStream in = Files.newInputStream(jar)) {
      rollout(null).deploy(store.receive(in, 1_000_000), "bus", false);
    }
    Files.delete(store.packageFile(store.load("acme.pump").current()));
    framework.installed.clear();
    rollout(null).recover();
    assertThat(framework.installed).containsExactly(Map.entry("acme.valve", "1.0.0"));
    rollout(null).tend();
  }

  @Test
  void aRemovedPluginIsGone() throws Exception {
    deploy(rollout(null), "1.0.0", false);
    rollout(null).remove("acme.pump");
    assertThat(framework.installed).isEmpty();
    assertThatThrownBy(() -> rollout(null).remove("acme.pump")).isInstanceOf(PackageRefused.class);
  }

  @Test
  void aReleaseFollowsWhatWasTriedOfItBefore() throws Exception {
    Rollout rollout = rollout(null);
    deploy(rollout, "1.0.0.dev-20260131120000", false);
    assertThat(deploy(rollout, "1.0.0", false).currentVersion()).isEqualTo("1.0.0");
    assertThat(deploy(rollout, "1.0.0.dev-20260131130000", false).currentVersion())
        .isEqualTo("1.0.0.dev-20260131130000");
    assertThatThrownBy(() -> deploy(rollout, "0.9.0.dev-1", false))
        .isInstanceOf(PackageRefused.class)
        .hasMessageContaining("is older than");
  }
}
