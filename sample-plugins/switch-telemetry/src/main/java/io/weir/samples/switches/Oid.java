package io.weir.samples.switches;

import java.util.Arrays;

/** An object identifier (X.660), {@code 1.3.6.1.2.1.1.3.0}. Immutable. */
final class Oid implements Comparable<Oid> {

  private final long[] arcs;

  Oid(long... arcs) {
    this.arcs = arcs.clone();
  }

  static Oid of(String dotted) {
    return new Oid(Arrays.stream(dotted.split("\\.")).mapToLong(Long::parseLong).toArray());
  }

  long[] arcs() {
    return arcs.clone();
  }

  boolean under(Oid root) {
    return arcs.length > root.arcs.length
        && Arrays.equals(root.arcs, Arrays.copyOf(arcs, root.arcs.length));
  }

  /** The last arc: in the interfaces' tables the number of the interface. */
  long last() {
    return arcs[arcs.length - 1];
  }

  /** The order in which an agent walks (RFC 3416 s4.2.2). */
  @Override
  public int compareTo(Oid other) {
    return Arrays.compare(arcs, other.arcs);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Oid that && Arrays.equals(arcs, that.arcs);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(arcs);
  }

  @Override
  public String toString() {
    return String.join(".", Arrays.stream(arcs).mapToObj(Long::toString).toList());
  }
}
