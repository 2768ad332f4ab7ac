package io.weir.archiver;

import io.weir.broker.Bus;
import io.weir.broker.Message;
import io.weir.broker.Subscription;
import io.weir.plugin.Check;
import io.weir.plugin.record.FileBackend;
import io.weir.plugin.record.LogBackend;
import io.weir.plugin.record.RecordException;
import io.weir.plugin.record.TelemManager;
import io.weir.senml.SenmlException;
import io.weir.senml.SenmlPack;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One archive for each configuration {@code io.weir.archiver-NAME}: listens to subjects of the bus
 * and records. Without a configuration there is none. What the bus hands over too fast for the back
 * end is dropped by the bus, which says so; the way to the cloud does not lead through here.
 */
@Component(
    configurationPid = "io.weir.archiver",
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    immediate = true,
    service = {})
@Designate(ocd = ArchiveConfig.class, factory = true)
public final class Archiver {
  private static final Logger LOG = LoggerFactory.getLogger(Archiver.class);
  private final List<Subscription> subscriptions = new ArrayList<>();
  private final String base;
  private TelemManager backend;
  private Archive archive;
  private boolean troubled;

  @Activate
  public Archiver(@Reference Bus bus, ArchiveConfig config, BundleContext context) {
    base = "urn:cpt:device:sn:" + context.getProperty("weir.serial") + ":";
    try {
      Check.oneOf("backend", config.backend(), "file", "log");
      backend = backend(config, Path.of(context.getProperty("weir.data"), "archive"));
      archive = new Archive(backend.operations(), Rule.of(config), config.names(), base);
      for (String subject : config.subjects()) {
        subscriptions.add(bus.subscribe(subject.strip(), this::take));
      }
    } catch (RecordException | IllegalArgumentException e) {
      // said and left alone: a component that fails in activation would be tried again for ever
      LOG.atError().log("an archive's configuration does not fit: {}", e.getMessage());
      close();
    }
  }

  private static TelemManager backend(ArchiveConfig config, Path preset) {
    if (config.backend().equals("log")) {
      return TelemManager.of(
          new LogBackend(
              Map.of("log.logger", config.log_logger(), "log.level", config.log_level())));
    }
    Path folder = config.file_folder().isBlank() ? preset : Path.of(config.file_folder());
    return TelemManager.of(new FileBackend(folder));
  }

  private synchronized void take(Message message) {
    try {
      archive.take(SenmlPack.parse(message.payload()).resolve(Instant.now(), base));
      troubled = false;
    } catch (SenmlException e) {
      LOG.atDebug().addKeyValue("subject", message.subject()).log("no pack: {}", e.getMessage());
    } catch (RecordException e) {
      if (!troubled) {
        LOG.atWarn().setCause(e).log("cannot record; said once until it works again");
      }
      troubled = true;
    }
  }

  @Deactivate
  void close() {
    subscriptions.forEach(Subscription::close);
    synchronized (this) {
      if (archive != null) {
        LOG.atInfo()
            .addKeyValue("recorded", archive.recorded())
            .addKeyValue("bursts", archive.bursts())
            .addKeyValue("unfit", archive.unfit())
            .log("archive closed");
      }
      if (backend != null) {
        backend.close();
      }
    }
  }
}
