package io.weir.host;

import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.hooks.weaving.WeavingHook;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * Puts the {@link ExitWeaver} in place when the host's bundle starts, before the plugins, whose
 * start level is higher. It registers a hook that is made already: a component that is one itself
 * would be made in the middle of loading a class, and making it loads classes.
 */
@Component(
    service = {},
    immediate = true)
public final class ExitGuard {
  private final ServiceRegistration<WeavingHook> registration;

  @Activate
  public ExitGuard(BundleContext context) {
    registration = context.registerService(WeavingHook.class, new ExitWeaver(), null);
  }

  @Deactivate
  void close() {
    registration.unregister();
  }
}
