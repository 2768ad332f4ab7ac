package io.weir.uplink;

import io.weir.senml.Quality;

/**
 * Qualities as they travel ({@code records.proto}): numbers that no reordering of the enum moves.
 */
final class Qualities {

  private Qualities() {}

  static int code(Quality quality) {
    return switch (quality) {
      case GOOD -> 0;
      case UNCERTAIN -> 1;
      case BAD -> 2;
    };
  }

  static Quality of(long code) {
    if (code == 0) {
      return Quality.GOOD;
    } else if (code == 1) {
      return Quality.UNCERTAIN;
    } else if (code == 2) {
      return Quality.BAD;
    }
    throw new SegmentException("expected a quality of 0 to 2, found " + code);
  }
}
