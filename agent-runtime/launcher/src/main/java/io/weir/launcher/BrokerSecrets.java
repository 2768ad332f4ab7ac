package io.weir.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The passwords of the broker's users. {@code broker.conf} names each as a variable of the
 * environment, {@code $WEIR_AGENT_PASSWORD}; one that is not there yet gets a random value, kept
 * for its program in {@code <data>/secrets/agent.password} (0600). So a new user in {@code
 * broker.conf} has a password at the next start.
 */
final class BrokerSecrets {
  private static final Pattern VARIABLE = Pattern.compile("\\$(WEIR_([A-Z0-9_]+)_PASSWORD)\\b");
  private static final Pattern COMMENT = Pattern.compile("(?m)^\\s*(#|//).*$");

  private final Path folder;

  BrokerSecrets(Path data) {
    this.folder = data.resolve("secrets");
  }

  /** Variable to password, for every variable that the configuration names. */
  Map<String, String> of(Path brokerConf) throws IOException {
    DataFolder.makePrivate(folder);
    Map<String, String> secrets = new TreeMap<>();
    String text = COMMENT.matcher(Files.readString(brokerConf)).replaceAll("");
    Matcher named = VARIABLE.matcher(text);
    while (named.find()) {
      secrets.put(named.group(1), password(named.group(2)));
    }
    return secrets;
  }

  /** Keeps the environment where a systemd unit finds it (EnvironmentFile). */
  void keep(Map<String, String> environment) throws IOException {
    StringBuilder lines = new StringBuilder();
    new TreeMap<>(environment)
        .forEach((name, value) -> lines.append(name).append('=').append(value).append('\n'));
    PrivateFile.write(folder.resolve("broker.env"), lines.toString());
  }

  private String password(String user) throws IOException {
    Path file = folder.resolve(user.toLowerCase(Locale.ROOT) + ".password");
    if (Files.exists(file)) {
      String known = Files.readString(file).strip();
      if (!known.isEmpty()) {
        return known;
      }
    }
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    // a letter first: nats-server parses the value, and "12e4" would become a number
    String made = "p" + HexFormat.of().formatHex(random);
    PrivateFile.write(file, made + "\n");
    return made;
  }
}
