package io.weir.deployer;

/** How far a deployment is. Each is written down before its step is taken. */
enum Phase {
  /** The candidate is in the store, nothing else has happened. */
  STAGED,
  /** It may be installed: read through, signed by a trusted key, no downgrade. */
  VERIFIED,
  /** It is being put in the place of the current one. */
  STARTING,
  /** It runs and has to show that it is well. */
  WATCHED,
  /** It failed; the old one is being put back. */
  ROLLING_BACK,
  /** Nothing is under way. */
  SETTLED
}
