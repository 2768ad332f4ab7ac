package io.weir.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How nats-server is started as a child: program, port, folder, passwords. One thread at a time.
 *
 * @param program the nats-server
 * @param configuration the operator's broker.conf
 * @param data the agent's: {@code <data>/broker} has store, log and pid file; local programs read
 *     {@code <data>/broker.url}
 * @param port on the loopback
 */
record BrokerCommand(Path program, Path configuration, Path data, int port) {

  private static final Logger LOG = LoggerFactory.getLogger(BrokerCommand.class);
  // then nats-server begins a new file: one that complains for months stays small
  private static final int LOG_LIMIT_BYTES = 1_000_000;
  private static final Duration ORPHAN_LIMIT = Duration.ofSeconds(2);

  /**
   * Makes what a start needs, and ends a broker that a killed agent left behind: it holds the store
   * and the port, and what it acknowledged is on disk.
   *
   * @throws RefusedStart if there is no such program or its files cannot be made
   */
  static BrokerCommand prepare(Settings settings) {
    String name = settings.broker().command();
    Optional<Path> program = Program.find(name, System.getenv("PATH"));
    if (program.isEmpty()) {
      throw new RefusedStart(
          ExitCode.NO_BROKER,
          "there is no program "
              + name
              + ". On Debian: apt-get install nats-server; or set WEIR_BROKER_COMMAND");
    }
    try {
      Path folder = settings.data().resolve("broker");
      DataFolder.makePrivate(folder);
      int before = portBefore(urlFile(folder));
      if (endOrphan(pidFile(folder)) && before > 0) {
        // a dying process lets go of its command line first and of its sockets last
        FreePort.await(before, ORPHAN_LIMIT);
      }
      int port = FreePort.preferring(before, settings.broker().port());
      BrokerStore.mend(folder.resolve("store"));
      PrivateFile.write(urlFile(folder), url(port) + "\n");
      Path configuration = settings.conf().resolve("broker.conf");
      return new BrokerCommand(program.get(), configuration, settings.data(), port);
    } catch (IOException e) {
      throw new RefusedStart(ExitCode.NO_BROKER, "cannot start the broker: " + e, e);
    }
  }

  String url() {
    return url(port);
  }

  /**
   * Starts it; it listens some 50 ms later. A user that was added to the configuration since the
   * last start has a password from here on.
   */
  Process launch() throws IOException {
    // setsid: a Ctrl-C in the terminal goes to the agent alone, which ends the broker last
    ProcessBuilder line =
        new ProcessBuilder(
            "setsid",
            program.toString(),
            "--config=" + configuration,
            "--pid=" + pidFile(folder()),
            "--log=" + logFile(),
            "--log_size_limit=" + LOG_LIMIT_BYTES);
    line.environment().putAll(environment());
    line.redirectErrorStream(true);
    line.redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()));
    Process started = line.start();
    try {
      started.getOutputStream().close();
      // nats-server writes the same number a little later; an agent killed in between needs it too
      PrivateFile.write(pidFile(folder()), started.pid() + "\n");
    } catch (IOException e) {
      started.destroyForcibly();
      throw e;
    }
    return started;
  }

  private Map<String, String> environment() throws IOException {
    BrokerSecrets secrets = new BrokerSecrets(data);
    Map<String, String> environment = secrets.of(configuration);
    environment.put("WEIR_BROKER_PORT", Integer.toString(port));
    environment.put("WEIR_BROKER_STORE", folder().resolve("store").toString());
    secrets.keep(environment);
    return environment;
  }

  private Path folder() {
    return data.resolve("broker");
  }

  /** The last thing it wrote, for a log line about its end. */
  String lastWords() {
    try {
      List<String> lines = Files.readAllLines(logFile());
      return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    } catch (IOException e) {
      return "cannot read " + logFile() + ": " + e;
    }
  }

  private Path logFile() {
    return folder().resolve("broker.log");
  }

  private static Path pidFile(Path folder) {
    return folder.resolve("broker.pid");
  }

  private static Path urlFile(Path folder) {
    return folder.resolveSibling("broker.url");
  }

  private static String url(int port) {
    return "nats://127.0.0.1:" + port;
  }

  private static boolean endOrphan(Path pidFile) throws IOException {
    String mark = "--pid=" + pidFile;
    Optional<ProcessHandle> orphan = OwnProcess.find(pidFile, mark);
    if (orphan.isEmpty()) {
      return false;
    }
    LOG.atWarn().addKeyValue("pid", orphan.get().pid()).log("ends a broker that was left behind");
    orphan.get().destroyForcibly();
    long limit = System.nanoTime() + ORPHAN_LIMIT.toNanos();
    // asks again and again: a dead process stays in the table until init has collected it
    while (OwnProcess.find(pidFile, mark).isPresent()) {
      if (System.nanoTime() > limit) {
        throw new IOException("the broker left behind (" + mark + ") does not end on SIGKILL");
      }
      LockSupport.parkNanos(5_000_000);
    }
    return true;
  }

  private static int portBefore(Path urlFile) throws IOException {
    if (!Files.exists(urlFile)) {
      return 0;
    }
    String text = Files.readString(urlFile).strip();
    String digits = text.substring(text.lastIndexOf(':') + 1);
    return digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : 0;
  }
}
