package io.weir.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The package as dpkg lays it out. */
class DebianPackageTest {
  private static final Pattern STARTED =
      Pattern.compile("(?m)^Exec(?:Start|StartPre)=(/usr/lib/weir/\\S+)");

  @TempDir private static Path laidOut;
  @TempDir private static Path control;

  @BeforeAll
  static void layOut() throws Exception {
    boolean debian =
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "dpkg-deb")));
    assumeTrue(debian, "dpkg-deb is not on this machine");
    Path target = Checkout.root().resolve("distro/target");
    try (Stream<Path> files = Files.list(target)) {
      Path deb = files.filter(file -> file.toString().endsWith(".deb")).findFirst().orElseThrow();
      run("dpkg-deb", "-x", deb.toString(), laidOut.toString());
      run("dpkg-deb", "-e", deb.toString(), control.toString());
    }
  }

  @Test
  void holdsTheBundlesAndPluginsOfTheDistribution() {
    for (String folder : List.of("bundle", "plugins", "lib")) {
      for (Path jar : Checkout.jars(folder)) {
        assertThat(laidOut.resolve("usr/lib/weir").resolve(folder).resolve(jar.getFileName()))
            .hasSameBinaryContentAs(jar);
      }
    }
  }

  @Test
  void everythingThatTheUnitsStartIsThere() throws IOException {
    for (String unit : List.of("weir.service", "weir-broker.service")) {
      String text = Files.readString(laidOut.resolve("lib/systemd/system").resolve(unit));
      List<String> programs = STARTED.matcher(text).results().map(m -> m.group(1)).toList();
      assertThat(programs).as(unit).isNotEmpty();
      assertThat(programs)
          .allSatisfy(p -> assertThat(laidOut.resolve(p.substring(1))).isExecutable());
    }
  }

  @Test
  void whatAPersonMayChangeSurvivesAnUpgrade() throws IOException {
    List<String> kept = Files.readAllLines(control.resolve("conffiles"));
    try (Stream<Path> files = Files.walk(laidOut.resolve("etc"))) {
      assertThat(files.filter(Files::isRegularFile).map(f -> "/" + laidOut.relativize(f)))
          .isNotEmpty()
          .allSatisfy(file -> assertThat(kept).contains(file));
    }
  }

  @Test
  void theCommandLineRunsFromThere() throws Exception {
    assertThat(run(laidOut.resolve("usr/lib/weir/bin/weir").toString(), "--version"))
        .startsWith("weir ");
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
