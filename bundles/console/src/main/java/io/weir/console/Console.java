package io.weir.console;

import com.fasterxml.jackson.jr.ob.JSON;
import io.weir.broker.Bus;
import io.weir.broker.Message;
import io.weir.broker.Subscription;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.MetaTypeService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the doors that the command line knocks at. */
@Component(
    immediate = true,
    service = {})
public final class Console {
  private static final Logger LOG = LoggerFactory.getLogger(Console.class);
  private final List<Subscription> doors;
  private final ConfigService service;

  @Activate
  public Console(
      @Reference Bus bus,
      @Reference MetaTypeService metatype,
      @Reference LastGood lastGood,
      BundleContext context) {
    Roster roster = new Roster(lastGood::problemOfService);
    Bundles bundles = new Bundles(context);
    Configuration configuration =
        new Configuration(
            new Schemas(context, metatype),
            Path.of(context.getProperty("weir.conf")),
            Path.of(context.getProperty("weir.data"), "config-history"),
            lastGood);
    service = new ConfigService(bus, configuration, context.getBundle().getVersion().toString());
    lastGood.whenChanged(service::changed);
    doors =
        List.of(
            bus.subscribe(
                "services.*.heartbeat",
                m -> {
                  if (roster.take(m, System.nanoTime())) {
                    // a plugin that came, went or is of another version now
                    service.changed();
                  }
                }),
            bus.subscribe("services.*.heartbeat", m -> heard(lastGood, m)),
            Requests.on(bus, "agent.plugins", request -> roster.plugins(System.nanoTime())),
            Requests.on(bus, "agent.bundles", request -> bundles.answer()),
            Requests.on(bus, "agent.config", configuration::answer));
  }

  private static void heard(LastGood lastGood, Message message) {
    try {
      lastGood.heard(message.subject().split("\\.")[1], JSON.std.mapFrom(message.payload()));
    } catch (IOException e) {
      LOG.atDebug().addKeyValue("subject", message.subject()).setCause(e).log("not a heartbeat");
    }
  }

  @Deactivate
  void close() {
    service.close();
    doors.forEach(Subscription::close);
  }
}
