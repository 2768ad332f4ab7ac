package io.weir.plugin.record;

import io.weir.plugin.Check;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is known of a series besides its points. Nothing is null; "" where nothing is known.
 *
 * @param tsid the series' perpetual id: stays when the series is renamed
 * @param tsname its name: letters, digits and {@code - : . / _}, and {@code #} between a table and
 *     a field, which becomes {@code :} on the bus
 * @param btype the basic type of its values: {@code "double"}, {@code "string"}, {@code "boolean"}
 * @param units free text
 * @param origin where the values come from
 * @param serial serial number of what measures
 * @param role what the series is for
 * @param comment for people
 * @param json whatever else, a JSON text
 */
public record TsMetadata(
    String tsid,
    String tsname,
    String btype,
    String units,
    String origin,
    String serial,
    String role,
    String comment,
    String json) {

  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9:./_#-]{0,255}";

  /**
   * @throws io.weir.plugin.InvalidArgument if the name is none, or something is null
   */
  public TsMetadata {
    Check.matches("tsname", tsname, NAME);
    Check.present("tsid", tsid);
    Check.present("btype", btype);
    Check.present("units", units);
    Check.present("origin", origin);
    Check.present("serial", serial);
    Check.present("role", role);
    Check.present("comment", comment);
    Check.present("json", json);
  }

  /** A series of numbers of which the name, which is also its id, and the units are known. */
  public static TsMetadata of(String tsname, String units) {
    return new TsMetadata(tsname, tsname, "double", units, "", "", "", "", "");
  }

  /** The same under another name; the id stays. */
  public TsMetadata renamed(String tsname) {
    return new TsMetadata(tsid, tsname, btype, units, origin, serial, role, comment, json);
  }

  /** The same in other units. */
  public TsMetadata in(String units) {
    return new TsMetadata(tsid, tsname, btype, units, origin, serial, role, comment, json);
  }

  /** The fields by name, in the order above. */
  public Map<String, String> fields() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("tsid", tsid);
    fields.put("tsname", tsname);
    fields.put("btype", btype);
    fields.put("units", units);
    fields.put("origin", origin);
    fields.put("serial", serial);
    fields.put("role", role);
    fields.put("comment", comment);
    fields.put("json", json);
    return fields;
  }

  /** Back from {@link #fields()}; what is missing is "". */
  public static TsMetadata of(Map<String, String> fields) {
    return new TsMetadata(
        fields.getOrDefault("tsid", ""),
        fields.getOrDefault("tsname", ""),
        fields.getOrDefault("btype", ""),
        fields.getOrDefault("units", ""),
        fields.getOrDefault("origin", ""),
        fields.getOrDefault("serial", ""),
        fields.getOrDefault("role", ""),
        fields.getOrDefault("comment", ""),
        fields.getOrDefault("json", ""));
  }
}
