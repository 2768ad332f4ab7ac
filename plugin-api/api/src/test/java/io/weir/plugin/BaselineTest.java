package io.weir.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import aQute.bnd.differ.Baseline;
import aQute.bnd.differ.Baseline.Info;
import aQute.bnd.differ.DiffPluginImpl;
import aQute.bnd.osgi.Jar;
import aQute.bnd.osgi.Processor;
import aQute.bnd.service.diff.Delta;
import aQute.bnd.service.diff.Diff;
import java.io.File;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Holds the exported packages against the last release, {@code baseline/weir-plugin-api-*.jar}: a
 * change that breaks plugins must not pass, an addition must raise the package's version.
 */
class BaselineTest {

  @Test
  void pluginsOfTheLastReleaseStillWork() throws Exception {
    File released = newest(new File("baseline"));
    try (Processor processor = new Processor();
        Jar older = new Jar(released);
        Jar newer = new Jar(new File("target/classes"))) {
      Baseline baseline = new Baseline(processor, new DiffPluginImpl());
      Set<Info> packages = baseline.baseline(newer, older, null);
      assertThat(packages).as("exported packages").isNotEmpty();
      List<String> wrong = packages.stream().filter(i -> i.mismatch).map(this::advice).toList();
      assertThat(wrong).as("against " + released.getName()).isEmpty();
    }
  }

  private String advice(Info info) {
    boolean breaks = info.packageDiff.getDelta() == Delta.MAJOR;
    return String.format(
        "%n%s %s: %s%n%s",
        info.packageName,
        breaks ? "breaks plugins" : "has additions",
        breaks
            ? "undo it; if it must be, deprecate and add beside it, and ask before @Version(\""
                + info.suggestedVersion
                + "\")"
            : "put @Version(\"" + info.suggestedVersion + "\") into its package-info.java",
        changes(info.packageDiff, ""));
  }

  private static String changes(Diff diff, String indent) {
    if (diff.getDelta() == Delta.UNCHANGED || diff.getDelta() == Delta.IGNORED) {
      return "";
    }
    String line = indent + diff.getDelta() + " " + diff.getType() + " " + diff.getName() + "\n";
    StringBuilder all = new StringBuilder(line);
    diff.getChildren().forEach(child -> all.append(changes(child, indent + "  ")));
    return all.toString();
  }

  private static File newest(File folder) {
    File[] jars = folder.listFiles((dir, name) -> name.endsWith(".jar"));
    assertThat(jars).as("released jars in " + folder.getAbsolutePath()).isNotEmpty();
    return Stream.of(jars).max(Comparator.comparing(File::getName)).orElseThrow();
  }
}
