package io.weir.launcher;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the system bundle exports from the launcher's class path, beside the JDK. Any thread. */
public final class SystemPackages {
  // 1.7.36 too: bundles built against SLF4J 1 import [1.7,2)
  private static final String SLF4J =
      Stream.of("org.slf4j", "org.slf4j.event", "org.slf4j.helpers", "org.slf4j.spi")
          .flatMap(name -> Stream.of(name + ";version=2.0.20", name + ";version=1.7.36"))
          .collect(Collectors.joining(","));
  private static final String LOG_SERVICE =
      "org.osgi.service.log;version=1.5.0;uses:=\"org.osgi.framework\"";

  private SystemPackages() {}

  /** For the framework's property {@code org.osgi.framework.system.packages.extra}. */
  public static String extra() {
    return SLF4J + "," + LOG_SERVICE;
  }
}
