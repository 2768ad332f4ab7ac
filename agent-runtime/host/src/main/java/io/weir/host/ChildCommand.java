package io.weir.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * How the process of a plugin is started: the agent's own Java and class path, with little memory.
 * Any thread.
 *
 * @param property of the framework, null for one that is not set
 */
record ChildCommand(UnaryOperator<String> property) {
  private static final String MAIN = "io.weir.launcher.Child";
  private static final List<String> HANDED_ON =
      List.of("weir.serial", "weir.home", "weir.conf", "weir.data", "weir.version");

  /** Makes an empty folder that ends with the agent's temporary one. */
  Path folder(String plugin) throws IOException {
    Path temporary = Path.of(property.apply("weir.data"), "tmp");
    return Files.createDirectories(
        temporary.resolve("isolated").resolve(plugin + "-" + UUID.randomUUID()));
  }

  /** Starts it; what it logs goes to where the agent logs. */
  Process launch(String plugin, Isolation isolation, Path folder) throws IOException {
    List<String> line = new ArrayList<>();
    // a Ctrl-C in the terminal goes to the agent alone, which ends the plugin in good order
    line.add("setsid");
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            // the other output carries frames
            "-XX:+DisplayVMOutputToStderr",
            "-Xms4m",
            "-Xmx" + isolation.memoryMb() + "m",
            "-Xss256k",
            "-XX:ReservedCodeCacheSize=12m",
            "-XX:MaxMetaspaceSize=48m",
            "-XX:+ExitOnOutOfMemoryError",
            "-Djava.io.tmpdir=" + folder,
            "-D" + ChildSide.PROPERTY + "=" + plugin));
    for (String name : HANDED_ON) {
      line.add("-D" + name + "=" + property.apply(name));
    }
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN, folder.toString()));
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    for (String variable : List.of("WEIR_LOG", "WEIR_LOG_LEVEL")) {
      String value = property.apply(variable);
      if (value != null) {
        builder.environment().put(variable, value);
      }
    }
    return builder.start();
  }
}
