package io.weir.plugin.record;

import io.weir.plugin.Readings;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Wires front ends to one back end, and keeps one recorder for each name. Close it when done. Any
 * thread.
 */
public final class TelemManager implements AutoCloseable {

  private final Backend<?> backend;
  private final Store<?> store;
  private final Clock clock;
  private final Map<String, Recorder> recorders = new ConcurrentHashMap<>();

  private TelemManager(Backend<?> backend, Store<?> store, Clock clock) {
    this.backend = backend;
    this.store = store;
    this.clock = clock;
  }

  /** Over any back end. */
  public static <P> TelemManager of(Backend<P> backend) {
    return of(backend, Clock.systemDefaultZone());
  }

  /** Over any back end, with a clock for what is recorded as of now. */
  public static <P> TelemManager of(Backend<P> backend, Clock clock) {
    return new TelemManager(backend, new Store<>(backend), clock);
  }

  /** Over the bus: points become readings of the plugin that the readings are of. */
  public static TelemManager bus(Readings readings) {
    return of(new BusBackend(readings));
  }

  /**
   * Over the back end that {@code backend} names: {@code bus} (default), {@code log} with {@code
   * log.logger} and {@code log.level}, {@code file} with {@code file.folder}.
   *
   * @throws RecordException if there is no such back end, or a setting does not fit
   */
  public static TelemManager of(Map<String, String> settings, Readings readings) {
    String name = settings.getOrDefault("backend", "bus");
    return switch (name) {
      case "bus" -> bus(readings);
      case "log" -> of(new LogBackend(settings));
      case "file" -> of(new FileBackend(Path.of(settings.getOrDefault("file.folder", "series"))));
      default -> throw new RecordException("backend must be bus, log or file, was " + name);
    };
  }

  /** The one recorder of a series; its units are unknown until its metadata is recorded. */
  public Recorder recorder(String tsname) {
    return recorders.computeIfAbsent(
        tsname,
        name ->
            new Recorder(
                store, clock, store.described(name).orElseGet(() -> TsMetadata.of(name, ""))));
  }

  public Operations operations() {
    return new Operations(store);
  }

  public Admin admin() {
    return new Admin(store);
  }

  @Override
  public void close() {
    backend.connection().close();
  }
}
