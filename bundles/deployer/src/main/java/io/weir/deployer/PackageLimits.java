package io.weir.deployer;

/**
 * What a package may be at most.
 *
 * @param packedBytes the file
 * @param unpackedBytes all entries together
 * @param entries how many of them
 * @param ratio unpacked to packed bytes of one entry
 */
record PackageLimits(long packedBytes, long unpackedBytes, int entries, int ratio) {
  // faults.md T11; a plugin is some ten kilobytes, one with libraries a few megabytes
  static final PackageLimits DEFAULT = new PackageLimits(20_000_000, 100_000_000, 5_000, 100);
}
