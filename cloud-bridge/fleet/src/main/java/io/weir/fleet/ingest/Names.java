package io.weir.fleet.ingest;

/** Names of records as the fleet shows them: without the base that says which gateway it was. */
public final class Names {
  private Names() {}

  /** The base name of a gateway's own records. */
  public static String base(String serial) {
    return "urn:cpt:device:sn:" + serial + ":";
  }

  /** A name as the fleet shows it; one that is not of this gateway stays whole. */
  public static String own(String serial, String name) {
    String base = base(serial);
    return name.length() > base.length() && name.startsWith(base)
        ? name.substring(base.length())
        : name;
  }
}
