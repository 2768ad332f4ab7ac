package io.weir.launcher;

import org.apache.felix.framework.Logger;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogListener;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Brings two foreign logs into ours: the framework's own, and that of bundles which log through the
 * OSGi log service (Declarative Services, FileInstall). Any thread.
 */
final class FrameworkLog extends Logger implements LogListener {
  private static final org.slf4j.Logger LOG = LoggerFactory.getLogger("osgi");

  @Override
  protected void _log(
      Bundle bundle,
      @SuppressWarnings("rawtypes") ServiceReference reference,
      int level,
      String message,
      Throwable cause) {
    write(ofFramework(level), bundle, message, cause);
  }

  @Override
  protected void doLog(int level, String message, Throwable cause) {
    write(ofFramework(level), null, message, cause);
  }

  private static Level ofFramework(int level) {
    return switch (level) {
      case LOG_ERROR -> Level.ERROR;
      case LOG_WARNING -> Level.WARN;
      default -> Level.DEBUG;
    };
  }

  @Override
  public void logged(LogEntry entry) {
    Level level =
        switch (entry.getLogLevel()) {
          case AUDIT, ERROR -> Level.ERROR;
          case WARN -> Level.WARN;
          // what is information to the framework is detail to the operator of a gateway
          case INFO, DEBUG -> Level.DEBUG;
          case TRACE -> Level.TRACE;
        };
    // the log service repeats each framework event; the launcher's own listener tells the errors
    if (!entry.getLoggerName().startsWith("Events.")) {
      write(level, entry.getBundle(), entry.getMessage(), entry.getException());
    }
  }

  private static void write(Level level, Bundle bundle, String message, Throwable cause) {
    String name = bundle == null ? "framework" : bundle.getSymbolicName();
    LOG.atLevel(level).addKeyValue("bundle", name).setCause(cause).log(message);
  }
}
