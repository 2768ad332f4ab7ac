package io.weir.fleet;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.weir.fleet.ingest.Ingest;
import io.weir.fleet.ingest.IngestStats;
import io.weir.fleet.mqtt.FleetLink;
import io.weir.fleet.series.Head;
import java.util.function.ToDoubleFunction;

/** The fleet's own figures as Prometheus text. Any thread. */
final class Metrics implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics gc = new JvmGcMetrics();

  Metrics(IngestStats stats, Ingest ingest, Head head, FleetLink link) {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    gc.bindTo(registry);
    count("segments.stored", "segments stored", stats, IngestStats::segments);
    count("segments.duplicate", "segments that were stored before", stats, IngestStats::duplicates);
    count("segments.refused", "segments refused for good", stats, IngestStats::refused);
    count("records.stored", "records stored", stats, IngestStats::records);
    count("store.transactions", "transactions of the ingest", stats, IngestStats::transactions);
    count("store.seconds", "seconds in transactions of the ingest", stats, IngestStats::seconds);
    gauge("ingest.waiting", "segments that wait for the store", ingest, Ingest::waiting);
    gauge("store.healthy", "1 if the last commit went well", ingest, i -> i.isHealthy() ? 1 : 0);
    gauge("points.memory", "points that are not in blocks yet", head, Head::points);
    if (link != null) {
      gauge("mqtt.connected", "1 if the broker is there", link, l -> l.isConnected() ? 1 : 0);
      count("segments.dropped", "segments dropped, ingest full", link, FleetLink::dropped);
    }
  }

  private <T> void count(String name, String help, T of, ToDoubleFunction<T> value) {
    FunctionCounter.builder("weir.fleet." + name, of, value).description(help).register(registry);
  }

  private <T> void gauge(String name, String help, T of, ToDoubleFunction<T> value) {
    Gauge.builder("weir.fleet." + name, of, value).description(help).register(registry);
  }

  String text() {
    return registry.scrape();
  }

  @Override
  public void close() {
    gc.close();
    registry.close();
  }
}
