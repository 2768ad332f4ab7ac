package io.weir.system.harness;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Gateway, cable and cloud together, ready for readings when it is open. */
public final class House implements AutoCloseable {
  private static final Duration SETTLE = Duration.ofSeconds(180);
  public final Path folder;
  public final Cloud cloud;
  public final Cable cable;
  public final Gateway gateway;
  public final String serial;

  private House(Path folder, String serial, Map<String, String> cloudEnvironment) {
    this.folder = folder;
    this.serial = serial;
    cloud = new Cloud(folder, cloudEnvironment);
    cable = new Cable(cloud.mqttPort());
    gateway = new Gateway(folder, serial, cloud.enrol(serial), cable.port());
  }

  /** A house whose gateway is not started yet, so that it can be configured. */
  public static House build(String test) {
    return build(test, Map.of());
  }

  /**
   * @param cloudEnvironment for the fleet, such as a clock of its own
   */
  public static House build(String test, Map<String, String> cloudEnvironment) {
    String serial = "SYS-" + test.toUpperCase(java.util.Locale.ROOT);
    return new House(Machine.folder(test), serial, cloudEnvironment);
  }

  public static House open(String test) {
    House house = build(test);
    house.gateway.start();
    return house;
  }

  public FleetApi api() {
    return cloud.api();
  }

  public Ledger ledger() {
    return new Ledger(api(), serial);
  }

  /** The gateway has a broker with its stream, and its link to the cloud is up. */
  public void awaitOnline() {
    Await.until(
        "the gateway is online", SETTLE, () -> api().device(serial).path("online").asBoolean());
  }

  /** The load's readings flow all the way. */
  public void awaitFlow(Load load) {
    Await.until(
        "the first readings of " + load.series() + " are in the fleet",
        SETTLE,
        () -> ledger().stored(load.series()) > 0);
  }

  /**
   * Ends the load and holds the fleet to it: each record that the broker acknowledged is stored
   * once, and there is no gap.
   *
   * @param circumstance for the failure's message: what was done, which seed
   */
  public void assertExact(Load load, String circumstance) {
    assertExact(load, circumstance, Duration.ofSeconds(240));
  }

  /** As the other, with more time for all to arrive. */
  public void assertExact(Load load, String circumstance, Duration limit) {
    long produced = load.stop();
    Ledger.Count count = ledger().settle(load, produced, limit);
    long gaps = api().device(serial).path("gapRecords").asLong();
    if (!count.exact() || count.stored() != produced || gaps != 0) {
      throw new AssertionError(
          circumstance + ": produced " + produced + ", " + count + ", records in gaps " + gaps);
    }
  }

  @Override
  public void close() {
    gateway.close();
    cable.close();
    cloud.close();
  }
}
