package io.weir.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@code main} of a process that runs one plugin. The agent's host starts it, and speaks to it
 * over standard input and output; the end of the input is its end. It has the agent's bundles,
 * without those that are the agent's own business.
 */
public final class Child {
  /** Started; all others are installed for what they export. */
  private static final Set<String> STARTED =
      Set.of(
          "org.apache.felix.configadmin",
          "org.apache.felix.log",
          "org.apache.felix.scr",
          "weir-host");

  private Child() {}

  /**
   * Runs until the input ends.
   *
   * @param args a folder for the framework, empty; the properties {@code weir.*} say the rest
   */
  public static void main(String[] args) throws InterruptedException {
    // what a plugin prints must not get between the frames
    System.setOut(System.err);
    try {
      LogSetup.prepare(LogSettings.of(System.getenv()));
      dieFirst();
      Container container = new Container(properties(Path.of(args[0])));
      Path home = Path.of(System.getProperty("weir.home"));
      if (!container.startOnly(home.resolve("bundle"), STARTED)) {
        throw new RefusedStart(ExitCode.CONFIGURATION, "the host of the process does not start");
      }
      container.await();
      Runtime.getRuntime().halt(0);
    } catch (BundleException e) {
      Logger log = LoggerFactory.getLogger(Child.class);
      log.atError().setCause(e).log("the framework does not start");
      Runtime.getRuntime().halt(ExitCode.FRAMEWORK_ENDED.code());
    } catch (RefusedStart e) {
      System.err.println("weir: " + e.getMessage());
      Runtime.getRuntime().halt(e.exitCode().code());
    }
  }

  private static Map<String, Object> properties(Path folder) {
    Map<String, Object> all = new HashMap<>();
    all.put(Constants.FRAMEWORK_STORAGE, folder.resolve("framework").toString());
    all.put(Constants.FRAMEWORK_BEGINNING_STARTLEVEL, Integer.toString(BundleFolder.PLUGINS));
    all.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, SystemPackages.extra());
    all.put("felix.log.level", "2");
    all.put("felix.shutdown.hook", "false");
    return all;
  }

  /** Tells the kernel to take this process before the agent when memory is short (proc(5)). */
  private static void dieFirst() {
    try {
      Files.writeString(Path.of("/proc/self/oom_score_adj"), "500");
    } catch (IOException e) {
      LoggerFactory.getLogger(Child.class)
          .atDebug()
          .setCause(e)
          .log("the kernel takes no advice here");
    }
  }
}
