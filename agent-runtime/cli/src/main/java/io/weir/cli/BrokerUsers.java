package io.weir.cli;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The users of local programs in the text of {@code broker.conf}. Each may publish readings, answer
 * the commands of the service of its own name, and nothing else (docs/bus.md). Pure; any thread.
 */
final class BrokerUsers {

  /** Lower case, so that its variable and its file have one spelling each. */
  static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,31}");

  private static final Pattern PLACE =
      Pattern.compile("(?m)^[ \\t]*# \"weir broker user add NAME\" writes its users above.*$");
  private static final Pattern USER = Pattern.compile("(?m)^[ \\t]*user:[ \\t]*([^\\s#]+)");
  private static final String BLOCK =
      """
            # made by "weir broker user add %1$s"
            {
              user: %1$s
              password: $WEIR_%2$s_PASSWORD
              permissions {
                publish {
                  allow: ["events.data", "events.alert", "events.signal", "commands.%1$s.res", "services.%1$s.>"]
                }
                subscribe {
                  allow: ["commands.%1$s.req", "services.%1$s.describe", "services.discover", "_INBOX.%1$s.>"]
                }
                allow_responses { max: 1, expires: "10m" }
              }
            }
            # end of %1$s
      """;

  private BrokerUsers() {}

  /** All users, in the order of the file. */
  static List<String> names(String conf) {
    return USER.matcher(conf).results().map(user -> user.group(1)).toList();
  }

  /** Those that {@link #add} made. */
  static List<String> added(String conf) {
    return names(conf).stream().filter(name -> block(name).matcher(conf).find()).toList();
  }

  /**
   * The configuration with one user more.
   *
   * @throws IllegalStateException if there is such a user, or no place for it
   */
  static String add(String conf, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalStateException(
          "a user's name must match " + NAME + ", was \"" + name + "\": its service has the same");
    }
    if (names(conf).contains(name)) {
      throw new IllegalStateException("there is a user \"" + name + "\" already");
    }
    Matcher place = PLACE.matcher(conf);
    if (!place.find()) {
      throw new IllegalStateException(
          "broker.conf has no line '# \"weir broker user add NAME\" writes its users above this"
              + " line': put it behind the last user of AGENT");
    }
    String block = BLOCK.formatted(name, name.toUpperCase(Locale.ROOT));
    return conf.substring(0, place.start()) + block + conf.substring(place.start());
  }

  /**
   * The configuration without one.
   *
   * @throws IllegalStateException if {@link #add} did not make it
   */
  static String remove(String conf, String name) {
    Matcher block = block(name).matcher(conf);
    if (!block.find()) {
      throw new IllegalStateException(
          "there is no user \""
              + name
              + "\" made by 'weir broker user add'; there are "
              + added(conf));
    }
    return conf.substring(0, block.start()) + conf.substring(block.end());
  }

  private static Pattern block(String name) {
    String quoted = Pattern.quote(name);
    return Pattern.compile(
        "(?ms)^[ \\t]*# made by \"weir broker user add "
            + quoted
            + "\"$.*?# end of "
            + quoted
            + "\\n");
  }
}
