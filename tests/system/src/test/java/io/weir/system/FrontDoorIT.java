package io.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.system.harness.Await;
import io.weir.system.harness.Machine;
import io.weir.system.harness.Proc;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What somebody meets who has cloned this and types {@code ./weir demo}. */
class FrontDoorIT {
  private static final Duration LIMIT = Duration.ofSeconds(120);
  // ten seconds: who starts a demo again waits for it
  private static final Duration PROMISED = Duration.ofSeconds(10);
  private static final Pattern TOOK =
      Pattern.compile("reached the fleet ([0-9.]+) s after the start");
  private static final Pattern PAGES = Pattern.compile("pages +http://localhost:([0-9]+)");
  private static final Pattern LISTENING = Pattern.compile("broker at nats://127.0.0.1:([0-9]+)");
  private static final List<String> SHELL =
      List.of(
          "bash dirname mkdir chmod flock find sort sha256sum cat sed readlink rm awk env head"
              .split(" "));

  private static Path folder;
  private static Path checkout;

  /** A checkout beside this one, with the distribution that has been built. */
  @BeforeAll
  static void clonesItself() throws IOException {
    folder = Machine.folder("front-door");
    checkout = Files.createDirectories(folder.resolve("weir"));
    Path distro = Files.createDirectories(checkout.resolve("distro/target")).getParent();
    Path ours = Machine.distribution().getParent().getParent().getParent();
    Files.copy(ours.resolve("weir"), checkout.resolve("weir"));
    Files.createSymbolicLink(distro.resolve("checkout"), ours.resolve("distro/checkout"));
    Files.createSymbolicLink(distro.resolve("target/weir"), Machine.distribution());
    for (String part :
        "pom.xml .mvn LICENSE plugin-api agent-runtime bundles cloud-bridge sample-plugins"
            .split(" ")) {
      Files.createSymbolicLink(checkout.resolve(part), ours.resolve(part));
    }
    String seal =
        "root=$1; source $1/distro/checkout/common.sh; mkdir $state;"
            + " printf %s \"$(sources_seal)\" > $state/build.stamp";
    run("seal", Map.of(), List.of("bash", "-c", seal, "seal", checkout.toString()));
  }

  @Test
  void aDemoTakesTheNextFreePortAndEndsWhatItStartedAndNothingElse() throws IOException {
    List.of("mvn", "nats-server", "mosquitto", "setsid").forEach(Machine::tool);
    int bystandersPort = Machine.freePort();
    Proc bystander =
        Proc.start(
            "bystander",
            folder,
            Map.of(),
            List.of(
                Machine.tool("nats-server").toString(),
                "-a",
                "127.0.0.1",
                "-p",
                Integer.toString(bystandersPort)));
    // the next ones are the demo's: no other test is given them meanwhile
    int busy = Machine.freePorts(8);
    try (bystander;
        ServerSocket taken = new ServerSocket(busy, 1, InetAddress.getLoopbackAddress())) {
      List<Long> pids;
      try (Proc demo = demo("first", "--port", Integer.toString(taken.getLocalPort()))) {
        String told = ready(demo);
        int pages = number(PAGES, told);
        assertThat(pages).isGreaterThan(busy);
        assertThat(Machine.listens(pages)).isTrue();
        assertThat(again()).contains("already runs");
        pids = started();
        ends(demo, pids, pages, number(LISTENING, told));
      }
      try (Proc demo = demo("second", "--offline", "--port", Integer.toString(busy))) {
        String told = ready(demo);
        Matcher took = find(TOOK, told);
        assertThat(Double.parseDouble(took.group(1)) * 1000)
            .isLessThan(Machine.underLoad(PROMISED).toMillis());
        ends(demo, started(), number(PAGES, told), number(LISTENING, told));
      }
      assertThat(bystander.alive()).isTrue();
      assertThat(Machine.listens(bystandersPort)).isTrue();
    }
  }

  @Test
  void whatMayNotBeInstalledIsNamedWithTheCommandThatWould() throws IOException {
    Path tools = tools("no-install");

    assertThat(refused("no-install", tools, "--no-install"))
        .contains("This machine lacks:", "maven", "builds Weir")
        .contains("to install them: sudo apt-get install --no-install-recommends")
        .endsWith("maven");
    assertThat(refused("offline", tools, "--offline")).contains("to install them: sudo apt-get");
  }

  @Test
  void whoIsNotRootAndHasNoSudoIsToldWhatToAskFor() throws IOException {
    Path tools = tools("no-root");
    program(tools.resolve("id"), "echo 1000");
    program(tools.resolve("apt-get"), "touch '" + folder.resolve("called") + "'");

    assertThat(refused("no-root", tools))
        .contains("weir: not root, and there is no sudo: ask for \"apt-get install")
        .contains("maven");
    assertThat(folder.resolve("called")).doesNotExist();
  }

  @Test
  void aMachineWithoutAptIsToldToHelpItself() throws IOException {
    assertThat(refused("no-apt", tools("no-apt")))
        .contains("this is no Debian or Ubuntu (no apt-get): install what is listed above");
  }

  @Test
  void anOldJavaIsNamed() throws IOException {
    Path old = Files.createDirectories(folder.resolve("java-11/bin")).getParent();
    program(old.resolve("bin/java"), "echo it ran");
    Files.writeString(old.resolve("release"), "JAVA_VERSION=\"11.0.2\"\n");
    Path bin = Machine.distribution().resolve("bin");

    for (String command : List.of("weir run", "weir status", "weir-fleet serve")) {
      assertThat(exit69(command.replace(' ', '-'), bin + "/" + command, old))
          .contains("is Java 11: Java 17 or newer is needed (set JAVA_HOME)")
          .doesNotContain("it ran");
    }
  }

  // --- a demo ---

  private static Proc demo(String name, String... options) {
    List<String> command = new ArrayList<>(List.of(checkout + "/weir", "demo"));
    command.addAll(List.of(options));
    return Proc.start(name, folder, Map.of(), command);
  }

  private static String again() {
    return shell("again", Map.of(), "'" + checkout + "/weir' demo; test $? = 1");
  }

  private static String ready(Proc demo) {
    Await.until(
        "the demo tells of its first reading",
        LIMIT,
        () -> demo.output() + (demo.alive() ? "" : "it ended"),
        told -> told.contains("Ctrl-C ends everything") || told.endsWith("it ended"));
    assertThat(demo.alive()).as(demo.tail()).isTrue();
    return demo.output();
  }

  private static List<Long> started() throws IOException {
    try (Stream<Path> files = Files.list(checkout.resolve(".weir/demo/run"))) {
      List<Long> pids = new ArrayList<>();
      for (Path file : files.toList()) {
        pids.add(Long.parseLong(Files.readString(file).strip()));
      }
      assertThat(pids).as("agent, fleet, mosquitto").hasSize(3);
      return pids;
    }
  }

  private static void ends(Proc demo, List<Long> pids, int... ports) {
    assertThat(demo.stop(LIMIT)).isEqualTo(130);
    assertThat(demo.output()).contains("Stopped: agent fleet mosquitto.");
    for (long pid : pids) {
      assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    }
    for (int port : ports) {
      assertThat(Machine.listens(port)).as("port " + port).isFalse();
    }
  }

  private static int number(Pattern pattern, String text) {
    return Integer.parseInt(find(pattern, text).group(1));
  }

  private static Matcher find(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    assertThat(matcher.find()).as(pattern + " in:\n" + text).isTrue();
    return matcher;
  }

  // --- a machine that lacks things ---

  /** A PATH with a shell's own tools only: no Maven, no apt-get, no sudo. */
  private static Path tools(String name) throws IOException {
    Path tools = Files.createDirectories(folder.resolve(name + "-bin"));
    for (String tool : SHELL) {
      Files.createSymbolicLink(tools.resolve(tool), Machine.tool(tool));
    }
    program(tools.resolve("id"), "echo 0");
    return tools;
  }

  private static void program(Path file, String line) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + line + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private static String refused(String name, Path tools, String... options) {
    String command = "'" + checkout + "/weir' demo " + String.join(" ", options);
    return shell(name, Map.of("PATH", tools.toString()), command + "; test $? = 1").strip();
  }

  private static String exit69(String name, String command, Path java) {
    return shell(name, Map.of("JAVA_HOME", java.toString()), command + "; test $? = 69");
  }

  private static String shell(String name, Map<String, String> environment, String line) {
    return run(name, environment, List.of(Machine.tool("bash").toString(), "-c", line));
  }

  private static String run(String name, Map<String, String> environment, List<String> command) {
    return Proc.run(name, folder, environment, command);
  }
}
