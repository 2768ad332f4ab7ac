package io.weir.deployer;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.osgi.framework.Version;

/**
 * A package that was read through: every entry was unpacked once and weighed.
 *
 * @param file where it is
 * @param name its bundle symbolic name
 * @param version its bundle version
 * @param sha256 of the file, in hex
 * @param digests SHA-256 in hex of each entry, the signature left out, by name
 * @param pids the names it can be configured under
 * @param signature the content of the signature entry, or null
 */
record PluginPackage(
    Path file,
    String name,
    Version version,
    String sha256,
    SortedMap<String, String> digests,
    Set<String> pids,
    byte[] signature) {

  /** Where the signature stands in the jar. */
  static final String SIGNATURE_ENTRY = "META-INF/WEIR-SIGNATURE";

  Map<String, Object> summary() {
    return Map.of("plugin", name, "version", version.toString(), "sha256", sha256);
  }
}
