package io.weir.plugin.record;

import io.weir.plugin.Check;

/** The value of a point: a number, text or a boolean. Immutable. */
public sealed interface TsValue {

  /** A finite number. */
  record Num(double value) implements TsValue {
    public Num {
      Check.that("value", Double.isFinite(value), "finite", value);
    }
  }

  /** Text, at most 64 K characters. */
  record Text(String value) implements TsValue {
    public Text {
      Check.size("value", value, 0, 64 * 1024);
    }
  }

  /** True or false. */
  record Bool(boolean value) implements TsValue {}
}
