package io.weir.plugin.processing;

import java.util.Locale;

/** What a window says of its values. */
enum Aggregate {
  MEAN,
  MIN,
  MAX,
  LAST;

  String suffix() {
    return ":" + name().toLowerCase(Locale.ROOT);
  }
}
