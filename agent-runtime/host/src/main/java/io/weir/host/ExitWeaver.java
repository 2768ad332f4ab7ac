package io.weir.host;

import java.util.Set;
import org.osgi.framework.hooks.weaving.WeavingHook;
import org.osgi.framework.hooks.weaving.WovenClass;
import org.osgi.framework.wiring.BundleWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that a plugin's {@code System.exit} ends only the call that made it. Called on
 * whatever thread loads a class. {@code Runtime.exit} and {@code halt} are beyond it: systemd
 * starts the agent again.
 */
final class ExitWeaver implements WeavingHook {
  private static final Logger LOG = LoggerFactory.getLogger("io.weir.host");
  private static final String API = "io.weir.plugin";
  private static final String TARGET_PACKAGE = "io.weir.plugin.binding";
  private static final String TARGET = "io/weir/plugin/binding/AgentExit";
  // ours by name; whatever else uses the API is a plugin
  private static final Set<String> OURS = Set.of("weir-host", "weir-plugin-api");

  @Override
  public void weave(WovenClass woven) {
    if (!isPlugin(woven.getBundleWiring())) {
      return;
    }
    byte[] before = woven.getBytes();
    byte[] after = redirected(woven.getClassName(), before);
    if (after != before) {
      woven.setBytes(after);
      woven.getDynamicImports().add(TARGET_PACKAGE);
      LOG.atInfo()
          .addKeyValue("plugin", woven.getBundleWiring().getBundle().getSymbolicName())
          .addKeyValue("class", woven.getClassName())
          .log("calls of System.exit are refused");
    }
  }

  private static byte[] redirected(String name, byte[] classFile) {
    try {
      return ExitCalls.redirect(classFile, TARGET);
    } catch (RuntimeException e) {
      // not a class file as we know it: whether it can be loaded the JVM decides
      LOG.atWarn().addKeyValue("class", name).setCause(e).log("cannot look for System.exit");
      return classFile;
    }
  }

  private static boolean isPlugin(BundleWiring wiring) {
    return !OURS.contains(wiring.getBundle().getSymbolicName())
        && wiring.getRequiredWires("osgi.wiring.package").stream()
            .anyMatch(
                wire ->
                    API.equals(wire.getCapability().getAttributes().get("osgi.wiring.package")));
  }
}
