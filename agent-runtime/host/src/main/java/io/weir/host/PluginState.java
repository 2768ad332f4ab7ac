package io.weir.host;

/** How a plugin stands; the words of its heartbeat. */
enum PluginState {
  /** Is being activated and described. Not said on the bus: it ends within a limit. */
  STARTING,
  RUNNING,
  /** Could not be activated or described. */
  FAILED,
  /** Something of it runs longer than it may. */
  STUCK,
  /** Was stuck for too long or too often, or took too much: nothing of it is called any more. */
  QUARANTINED,
  STOPPED
}
