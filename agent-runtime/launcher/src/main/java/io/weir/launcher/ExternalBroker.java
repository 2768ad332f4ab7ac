package io.weir.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A broker that systemd keeps: the launcher only ends a hung one, systemd starts it again. */
final class ExternalBroker implements LocalBroker {
  private static final Logger LOG = LoggerFactory.getLogger(ExternalBroker.class);

  private final String url;
  private final Path pidFile;
  private final String command;

  ExternalBroker(BrokerSettings settings) {
    this.url = settings.url();
    this.pidFile = settings.pidFile();
    this.command = settings.command();
  }

  @Override
  public String url() {
    return url;
  }

  @Override
  public void restart() {
    if (pidFile.toString().isEmpty()) {
      LOG.warn(
          "the broker does not answer and WEIR_BROKER_PID_FILE is not set: restart it by hand");
      return;
    }
    try {
      Optional<ProcessHandle> process = OwnProcess.find(pidFile, command);
      if (process.isPresent()) {
        LOG.atWarn().addKeyValue("pid", process.get().pid()).log("ends the hung broker");
        process.get().destroyForcibly();
      } else {
        LOG.atDebug().addKeyValue("file", pidFile).log("no broker runs that could be ended");
      }
    } catch (IOException e) {
      LOG.atWarn().addKeyValue("file", pidFile).setCause(e).log("cannot end the hung broker");
    }
  }

  @Override
  public void close() {
    // systemd started it, systemd stops it
  }
}
