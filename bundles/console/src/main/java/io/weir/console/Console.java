package io.weir.console;

import io.weir.broker.Bus;
import io.weir.broker.Subscription;
import java.nio.file.Path;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.MetaTypeService;

/** Opens the doors that the command line knocks at. */
@Component(
    immediate = true,
    service = {})
public final class Console {
  private final List<Subscription> doors;

  @Activate
  public Console(@Reference Bus bus, @Reference MetaTypeService metatype, BundleContext context) {
    Roster roster = new Roster();
    Bundles bundles = new Bundles(context);
    Configuration configuration =
        new Configuration(
            new Schemas(context, metatype),
            Path.of(context.getProperty("weir.conf")),
            Path.of(context.getProperty("weir.data"), "config-history"));
    doors =
        List.of(
            bus.subscribe("services.*.heartbeat", m -> roster.take(m, System.nanoTime())),
            Requests.on(bus, "agent.plugins", request -> roster.plugins(System.nanoTime())),
            Requests.on(bus, "agent.bundles", request -> bundles.answer()),
            Requests.on(bus, "agent.config", configuration::answer));
  }

  @Deactivate
  void close() {
    doors.forEach(Subscription::close);
  }
}
