package io.weir.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** {@code agent.bundles}: what is installed in the framework, and how each bundle stands. */
final class Bundles {
  private final BundleContext framework;

  Bundles(BundleContext framework) {
    this.framework = framework;
  }

  Map<String, Object> answer() {
    List<Map<String, Object>> bundles = new ArrayList<>();
    for (Bundle bundle : framework.getBundles()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("id", bundle.getBundleId());
      one.put("name", bundle.getSymbolicName());
      one.put("version", bundle.getVersion().toString());
      one.put("state", state(bundle.getState()));
      bundles.add(one);
    }
    return Map.of("bundles", bundles);
  }

  private static String state(int state) {
    return switch (state) {
      case Bundle.ACTIVE -> "ACTIVE";
      case Bundle.INSTALLED -> "INSTALLED";
      case Bundle.RESOLVED -> "RESOLVED";
      case Bundle.STARTING -> "STARTING";
      case Bundle.STOPPING -> "STOPPING";
      default -> "UNINSTALLED";
    };
  }
}
