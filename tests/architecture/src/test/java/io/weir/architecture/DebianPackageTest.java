package io.weir.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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

  @Test
  void theInstallationMakesTheCommandLinesArchiveAndTheRemovalTakesIt() throws IOException {
    assertThat(control.resolve("postinst")).content().contains("/usr/lib/weir/bin/weir archive");
    assertThat(control.resolve("prerm")).content().contains("rm -f /usr/lib/weir/lib/cli.jsa");
    // a Java that was replaced leaves an archive that nobody can use
    assertThat(control.resolve("triggers")).hasContent("interest-noawait /usr/lib/jvm");
    assertThat(control.resolve("postinst")).content().contains("triggered");
  }

  @Test
  void anArchiveHoldsTheCommandLineAndOneThatIsBrokenChangesNothing() throws Exception {
    Path home = laidOut.resolve("usr/lib/weir");
    String weir = home.resolve("bin/weir").toString();
    Path archive = home.resolve("lib/cli.jsa");
    assertThat(archive).as("is the machine's own: made there").doesNotExist();
    String without = run(weir, "--help");
    assertThat(run(weir, "archive")).isEmpty();
    assertThat(Files.getPosixFilePermissions(archive))
        .containsExactlyInAnyOrderElementsOf(PosixFilePermissions.fromString("r--r--r--"));
    try (Stream<Path> files = Files.list(archive.getParent())) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .filteredOn(name -> name.startsWith("cli.jsa"))
          .containsExactly("cli.jsa");
    }
    assertThat(run(weir, "--help")).isEqualTo(without);
    assertThat(
            run(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:+UseSerialGC",
                "-XX:SharedArchiveFile=" + archive,
                "-Xlog:class+load",
                "-cp",
                home + "/lib/cli/*",
                "io.weir.cli.Weir",
                "--help"))
        .contains("io.weir.cli.Weir source: shared objects file (top)")
        .contains("picocli.CommandLine source: shared objects file (top)");

    Files.delete(archive);
    Files.write(archive, new byte[100_000]);
    assertThat(run(weir, "--help")).isEqualTo(without);
    Files.delete(archive);
  }

  private static String run(String... command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
