package io.weir.launcher;

/**
 * Why the process ended, after sysexits.h. Stopped as asked is not in the list: then the code is
 * the JVM's own, 143 after SIGTERM and 130 after SIGINT.
 */
enum ExitCode {
  /** The framework ended although nobody asked for it. */
  FRAMEWORK_ENDED(70),
  /** nats-server cannot be started at all. */
  NO_BROKER(69),
  /** Another agent uses the data folder, or the folder cannot be made private. */
  DATA_FOLDER(75),
  /** The serial or another setting is missing or wrong. */
  CONFIGURATION(78),
  /** The stop took longer than its three seconds and was cut short. */
  STOP_CUT_SHORT(124);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
