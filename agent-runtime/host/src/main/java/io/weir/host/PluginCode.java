package io.weir.host;

import java.util.concurrent.Callable;

/** Runs code of a plugin. */
final class PluginCode {

  /** What the plugin's code threw, as the cause. */
  static final class Failure extends Exception {
    private static final long serialVersionUID = 1;

    Failure(Throwable cause) {
      super(describe(cause), cause);
    }

    private static String describe(Throwable cause) {
      String kind = cause.getClass().getSimpleName();
      return cause.getMessage() == null ? kind : kind + ": " + cause.getMessage();
    }
  }

  private PluginCode() {}

  /**
   * Calls it. Here and nowhere else every Throwable is caught: a plugin that was built against
   * another version throws LinkageError, one that recurses StackOverflowError, and one that is odd
   * whatever it likes. Only what says that the JVM itself is broken or out of memory goes on.
   *
   * @throws Failure whatever it threw
   */
  static <T> T call(Callable<T> code) throws Failure {
    try {
      return code.call();
    } catch (StackOverflowError e) {
      throw new Failure(e);
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Throwable e) {
      throw new Failure(e);
    }
  }
}
