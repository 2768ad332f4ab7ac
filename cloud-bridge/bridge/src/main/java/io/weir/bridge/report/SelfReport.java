package io.weir.bridge.report;

import io.weir.bridge.uplink.LinkState;
import io.weir.senml.ResolvedRecord;
import io.weir.senml.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the agent says of itself as ordinary records, {@code weir:<name>} under the gateway's base
 * name (uplink.md). Any thread.
 */
public final class SelfReport {
  private static final Logger LOG = LoggerFactory.getLogger(SelfReport.class);
  // Linux: pages of 4 KiB on all machines that this is built for
  private static final long PAGE_BYTES = 4_096;

  private final String base;
  private final Path statm;

  /**
   * @param gatewayBase the gateway's base name
   * @param statm the kernel's {@code /proc/self/statm}
   */
  public SelfReport(String gatewayBase, Path statm) {
    this.base = gatewayBase;
    this.statm = statm;
  }

  /** The records that tell of this moment. */
  public List<ResolvedRecord> records(AgentView view) {
    Page page = new Page(view.at().toEpochMilli() / 1e3);
    page.number("backlog_records", "count", view.outbox().waitingRecords());
    page.number("backlog_bytes", "B", view.backlogBytes());
    page.number("backlog_age_s", "s", view.backlogAgeSeconds());
    page.number("recorded", "count", view.recorded().records());
    page.number("rejected", "count", view.recorded().rejected());
    page.number("repeated", "count", view.recorded().repeated());
    page.number("refused", "count", view.outbox().refused() + view.published().refused());
    page.number("evicted", "count", view.outbox().evicted());
    page.number("dead", "count", view.outbox().dead());
    page.number("fsyncs", "count", view.outbox().fsyncs());
    page.number("flash_bytes", "B", view.outbox().writtenBytes());
    page.number("outbox_bytes", "B", view.outbox().diskBytes());
    page.number("free_bytes", "B", view.outbox().freeBytes());
    page.number("sent_bytes", "B", view.links().stream().mapToLong(LinkState::sentBytes).sum());
    page.number("outages", "count", view.links().stream().mapToLong(LinkState::outages).sum());
    page.flag("link_up", view.links().stream().anyMatch(LinkState::up));
    if (view.clouds().size() > 1) {
      view.clouds().forEach(cloud -> cloud(page, cloud));
    }
    view.links().stream()
        .flatMap(link -> link.clockOffset().stream().boxed())
        .findFirst()
        .ifPresent(seconds -> page.number("clock_offset_s", "s", seconds));
    resident(page);
    return page.records;
  }

  /** One of several clouds: the same names with its own behind them. */
  private static void cloud(Page page, CloudView cloud) {
    String of = ":" + cloud.link().name();
    page.flag("link_up" + of, cloud.link().up());
    page.number("backlog_records" + of, "count", cloud.waiting().records());
    page.number("sent_bytes" + of, "B", cloud.link().sentBytes());
    page.number("outages" + of, "count", cloud.link().outages());
  }

  private void resident(Page page) {
    try {
      // statm(5): the second field is the resident set in pages
      long pages = Long.parseLong(Files.readString(statm).split(" ")[1]);
      page.number("rss_bytes", "B", pages * PAGE_BYTES);
    } catch (IOException e) {
      LOG.atDebug().setCause(e).log("resident memory cannot be read");
    }
  }

  private final class Page {
    private final double time;
    private final List<ResolvedRecord> records = new ArrayList<>();

    Page(double time) {
      this.time = time;
    }

    void number(String name, String unit, double value) {
      records.add(ResolvedRecord.of(base + "weir:" + name, unit, time, new Value.Number(value)));
    }

    void flag(String name, boolean value) {
      records.add(ResolvedRecord.of(base + "weir:" + name, "", time, new Value.Bool(value)));
    }
  }
}
