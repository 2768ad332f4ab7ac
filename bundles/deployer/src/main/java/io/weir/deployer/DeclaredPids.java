package io.weir.deployer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Under which names a package can be configured: from its component and Metatype descriptions
 * (Compendium s112.4, s105.8), which bnd writes in one form. Only used to know which files to keep
 * a copy of, so a name too many does no harm. Stateless.
 */
final class DeclaredPids {
  private static final Pattern ENTRY = Pattern.compile("OSGI-INF/.*\\.xml");
  private static final Pattern NAMED =
      Pattern.compile(
          "\\s(?:configuration-pid|pid|factoryPid)=\"([^\"]*)\"|component\\b[^>]*?\\sname=\"([^\"]*)\"");
  // a name becomes part of a file's name
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.-]{1,200}");

  private DeclaredPids() {}

  static Set<String> of(String entry, byte[] content) {
    var pids = new TreeSet<String>();
    if (ENTRY.matcher(entry).matches()) {
      Matcher matcher = NAMED.matcher(new String(content, StandardCharsets.UTF_8));
      while (matcher.find()) {
        String names = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        Arrays.stream(names.split("\\s+"))
            .filter(pid -> PLAIN.matcher(pid).matches())
            .forEach(pids::add);
      }
    }
    return pids;
  }
}
