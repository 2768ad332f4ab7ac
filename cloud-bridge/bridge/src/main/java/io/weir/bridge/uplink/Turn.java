package io.weir.bridge.uplink;

import io.weir.outbox.Lane;

/** Who may send next, in this order. */
enum Turn {
  /** Answers to commands overtake everything. */
  REPLY(Lane.REPLY, false),
  ALERT(Lane.ALERT, false),
  /** What was committed since the link came up, the newest first. */
  LIVE(Lane.DATA, true),
  /** What waited before, the oldest first. */
  BACKLOG(Lane.DATA, false),
  SIGNAL(Lane.SIGNAL, false);

  final Lane lane;
  final boolean newestFirst;

  Turn(Lane lane, boolean newestFirst) {
    this.lane = lane;
    this.newestFirst = newestFirst;
  }

  boolean urgent() {
    return this == REPLY || this == ALERT;
  }
}
