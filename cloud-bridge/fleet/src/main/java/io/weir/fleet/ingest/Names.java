package io.weir.fleet.ingest;

/** Names of records as the fleet shows them: without the base that says which gateway it was. */
public final class Names {
  private Names() {}

  /** The base name of a gateway's own records. */
  public static String base(String serial) {
    return "urn:cpt:device:sn:" + serial + ":";
  }
}
