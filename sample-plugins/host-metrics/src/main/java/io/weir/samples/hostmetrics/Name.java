package io.weir.samples.hostmetrics;

/** The kernel's names within a metric's: what RFC 8428 s4.5.1 does not allow becomes "_". */
final class Name {

  private Name() {}

  static String of(String kernelName) {
    return kernelName.replaceAll("[^A-Za-z0-9:./_-]", "_");
  }
}
