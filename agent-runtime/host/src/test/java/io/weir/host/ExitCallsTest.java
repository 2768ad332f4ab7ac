package io.weir.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

class ExitCallsTest {

  /** Ends the JVM in three ways. */
  public static class Exits implements Runnable {
    static final long LONG = 123_456_789_012L; // takes two places in the pool
    static final double DOUBLE = 1.5;

    @Override
    public void run() {
      if (LONG > DOUBLE) {
        System.exit(7);
      }
    }

    public void byReference() {
      IntConsumer exit = System::exit;
      exit.accept(8);
    }

    public long other() {
      return System.nanoTime();
    }
  }

  /** Ends nothing. */
  public static class Harmless {
    public void exit(int status) {
      throw new IllegalArgumentException("own method " + status);
    }
  }

  @Test
  void aCallOfExitThrowsAndTheRestIsAsBefore() throws Exception {
    Class<?> woven =
        load(ExitCalls.redirect(bytes(Exits.class), "io/weir/plugin/binding/AgentExit"));
    Object exits = woven.getDeclaredConstructor().newInstance();
    assertThatThrownBy(((Runnable) exits)::run)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a plugin must not end the agent: System.exit(7) was refused");
    assertThatThrownBy(() -> woven.getMethod("byReference").invoke(exits))
        .hasRootCauseMessage("a plugin must not end the agent: System.exit(8) was refused");
    assertThat((long) woven.getMethod("other").invoke(exits)).isNotZero();
  }

  @Test
  void aClassWithoutItIsTheSameArray() throws Exception {
    byte[] bytes = bytes(Harmless.class);
    assertThat(ExitCalls.redirect(bytes, "x/Y")).isSameAs(bytes);
  }

  @Test
  void everyClassOfThisModuleIsUnderstood() throws Exception {
    for (Class<?> type : java.util.List.of(Lane.class, Json.class, CommandDesk.class, Host.class)) {
      byte[] bytes = bytes(type);
      assertThat(ExitCalls.redirect(bytes, "x/Y")).isSameAs(bytes);
    }
  }

  private static byte[] bytes(Class<?> type) throws IOException {
    String name = type.getName().replace('.', '/') + ".class";
    try (InputStream in = type.getClassLoader().getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }

  private static Class<?> load(byte[] classFile) {
    return new ClassLoader(ExitCallsTest.class.getClassLoader()) {
      Class<?> define() {
        return defineClass(null, classFile, 0, classFile.length);
      }
    }.define();
  }
}
