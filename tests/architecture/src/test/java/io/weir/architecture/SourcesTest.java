package io.weir.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Rules about the text of the checkout. */
class SourcesTest {
  // a class fits two screens, 150 lines; 300 lines of code are the rare end
  private static final int LONGEST_CLASS = 300;
  private static final Pattern OWN_PARENT = Pattern.compile("(?s)<parent>.*?</parent>");
  private static final Pattern LITERAL_VERSION =
      Pattern.compile("<version>\\s*[^$<\\s][^<]*</version>");
  private static final Pattern NOT_DONE = Pattern.compile("\\b(TODO|FIXME|XXX)\\b");
  private static final Pattern MACHINE_PATH =
      Pattern.compile("(?<![\\w./])/(work|root|home/[a-z]+)/[\\w.]");

  @Test
  void versionsAreInTheRootPomOnly() {
    Path root = Checkout.root().resolve("pom.xml");
    // a template in the resources is somebody else's pom
    List<Path> poms =
        Checkout.sources(
            file -> file.endsWith("pom.xml") && !file.toString().contains("/src/main/"));
    Map<Path, String> own = new TreeMap<>();
    for (Path pom : poms) {
      var literal = LITERAL_VERSION.matcher(OWN_PARENT.matcher(Checkout.text(pom)).replaceAll(""));
      if (!pom.equals(root) && literal.find()) {
        own.put(Checkout.root().relativize(pom), literal.group());
      }
    }
    assertThat(poms).hasSizeGreaterThan(10);
    assertThat(own).isEmpty();
  }

  @Test
  void classesFitTheScreen() {
    Map<Path, Long> tooLong = new TreeMap<>();
    for (Path file : Checkout.sources(Checkout::isMainJava)) {
      long lines = Checkout.text(file).lines().filter(SourcesTest::isCode).count();
      if (lines > LONGEST_CLASS) {
        tooLong.put(Checkout.root().relativize(file), lines);
      }
    }
    assertThat(tooLong).isEmpty();
  }

  private static boolean isCode(String line) {
    return !line.isBlank() && !line.matches("\\s*(//|/?\\*).*|import .*");
  }

  @Test
  void nothingIsLeftForLater() {
    assertThat(matches(file -> file.toString().endsWith(".java"), NOT_DONE)).isEmpty();
  }

  @Test
  void noMachineIsNamed() {
    assertThat(
            matches(
                file -> file.toString().matches(".*\\.(java|xml|md|sh|cfg|conf|service|mjs|ts)"),
                MACHINE_PATH))
        .isEmpty();
  }

  private static Map<Path, String> matches(
      java.util.function.Predicate<Path> which, Pattern pattern) {
    Map<Path, String> found = new TreeMap<>();
    for (Path file : Checkout.sources(which)) {
      var match = pattern.matcher(Checkout.text(file));
      // this file holds the patterns themselves
      if (!file.endsWith("SourcesTest.java") && match.find()) {
        found.put(Checkout.root().relativize(file), match.group());
      }
    }
    return found;
  }
}
