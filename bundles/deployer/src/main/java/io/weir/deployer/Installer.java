package io.weir.deployer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Puts packages into the framework and takes them out. One thread. */
interface Installer {
  /**
   * Installs or updates, and starts it. Other bundles keep running.
   *
   * @throws DeployFailed if the framework would not have it; the caller puts the old one back
   */
  void put(String name, Path file) throws DeployFailed, IOException;

  /** Stops and uninstalls; nothing happens where it is not installed. */
  void remove(String name) throws DeployFailed;

  /** The version that runs or is about to, or empty: installed alone does not count. */
  Optional<String> running(String name);

  /**
   * Whether the news of plugins arrive at all: while they do not, a silent plugin is not to blame.
   */
  boolean hears();

  /** How it does. */
  Health health(String name);

  /**
   * @param well active, with a valid reading if it has anything to read
   * @param hopeless it failed and waiting will not help
   * @param detail what is missing or wrong, as a sentence
   */
  record Health(boolean well, boolean hopeless, String detail) {}
}
