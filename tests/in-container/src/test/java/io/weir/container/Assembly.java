package io.weir.container;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;
import static org.ops4j.pax.exam.CoreOptions.systemPackages;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;

import java.nio.file.Path;
import java.util.Optional;
import org.ops4j.pax.exam.CoreOptions;
import org.ops4j.pax.exam.Option;

/** The agent's own bundles in Felix. Runs outside of the framework. */
final class Assembly {
  static final Path ROOT = Path.of(System.getProperty("weir.root", "."));
  private static final String THERE = "weir.test.broker";

  private Assembly() {}

  /** Whether the tests have a broker; inside of the framework. */
  static boolean hasBroker() {
    return "yes".equals(System.getProperty(THERE));
  }

  static Option[] options(Optional<RealBroker> broker, Option... more) {
    return CoreOptions.options(
        junitBundles(),
        // from the class path, as the launcher does it; the older version is for Pax Exam
        systemPackages(
            "org.slf4j;version=2.0.20",
            "org.slf4j;version=1.7.36",
            "org.slf4j.event;version=2.0.20",
            "org.slf4j.helpers;version=2.0.20",
            "org.slf4j.helpers;version=1.7.36",
            "org.slf4j.spi;version=2.0.20",
            "org.slf4j.spi;version=1.7.36"),
        systemProperty(THERE).value(broker.isPresent() ? "yes" : "no"),
        frameworkProperty("weir.serial").value("IN-CONTAINER"),
        frameworkProperty("weir.data").value(broker.map(b -> b.data.toString()).orElse("none")),
        frameworkProperty("weir.broker.url")
            .value("nats://127.0.0.1:" + broker.map(b -> b.port).orElse(1)),
        copied("org.osgi.util.function"),
        copied("org.osgi.util.promise"),
        copied("org.osgi.service.component"),
        copied("org.apache.felix.configadmin"),
        copied("org.apache.felix.scr"),
        copied("jackson-core"),
        built("plugin-api/api", "weir-plugin-api"),
        built("bundles/senml", "weir-senml"),
        built("bundles/broker", "weir-broker"),
        built("agent-runtime/host", "weir-host"),
        built("sample-plugins/temperature", "weir-temperature"),
        built("sample-plugins/host-metrics", "weir-host-metrics"),
        composite(more));
  }

  static Option copied(String artifact) {
    Path folder = Path.of(System.getProperty("weir.bundles"));
    return bundle(folder.resolve(artifact + ".jar").toUri().toString());
  }

  static Option built(String module, String artifact) {
    return bundle(jar(module, artifact).toUri().toString());
  }

  static Path jar(String module, String artifact) {
    String jar = artifact + "-" + System.getProperty("weir.version") + ".jar";
    return ROOT.resolve(module).resolve("target").resolve(jar);
  }
}
