package io.weir.plugin.testkit;

/** A checked exception that the plugin threw; the cause has it. */
public final class PluginFailed extends RuntimeException {

  private static final long serialVersionUID = 1L;

  PluginFailed(String what, Throwable cause) {
    super(what + " failed: " + cause, cause);
  }
}
