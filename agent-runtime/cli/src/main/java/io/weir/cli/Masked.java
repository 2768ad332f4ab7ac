package io.weir.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Takes secrets out of text that leaves the gateway: every secret of the state folder wherever it
 * stands, the values of keys that say they are secret, passwords in addresses, private keys. Pure.
 */
final class Masked {
  private static final String MASK = "********";
  // the same words as the agent's own answers are masked by; a path to a secret may be seen
  private static final Pattern KEYED =
      Pattern.compile(
          "(?im)^(\\s*(?:export\\s+)?[\\w.-]*(?:password|passwd|secret|token|passphrase|community|credential|api.?key)(?![\\w.-]*(?:file|path))[\\w.-]*\\s*[=:]\\s*)(\\S.*)$");
  private static final Pattern SAID =
      Pattern.compile(
          "(?i)(\"?\\b(?:password|passwd|secret|token|passphrase|authorization)\"?\\s*[=:]\\s*(?:Bearer\\s+)?\"?)([^\\s\",}]+)");
  private static final Pattern ADDRESS = Pattern.compile("(://[^/\\s:@]*:)[^@/\\s]+@");
  private static final Pattern PRIVATE_KEY =
      Pattern.compile(
          "-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(-----END [A-Z ]*PRIVATE KEY-----|\\z)",
          Pattern.DOTALL);
  private static final Pattern VARIABLE = Pattern.compile("([A-Z][A-Z0-9_]*)=(.*)");
  // shorter than that it may be anybody's word
  private static final int SECRET_LENGTH = 6;
  private final List<String> secrets;

  Masked(List<String> secrets) {
    this.secrets =
        secrets.stream()
            .filter(secret -> secret.length() >= SECRET_LENGTH)
            .sorted(Comparator.comparing(String::length).reversed())
            .toList();
  }

  /** With all that lies in a state folder's {@code secrets}, as far as it may be read. */
  static Masked of(Path data) throws IOException {
    List<String> found = new ArrayList<>();
    Path folder = data.resolve("secrets");
    if (Files.isReadable(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.filter(Files::isRegularFile).filter(Files::isReadable).toList()) {
          boolean variables = file.toString().endsWith(".env");
          Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1)
              .lines()
              .map(line -> variables ? secret(line) : line.strip())
              .forEach(found::add);
        }
      }
    }
    return new Masked(found);
  }

  /** Of a line in a file of variables; those that are no secrets may be seen. */
  private static String secret(String line) {
    Matcher variable = VARIABLE.matcher(line.strip());
    if (!variable.matches()) {
      return line.strip();
    }
    return variable.group(1).matches(".*(PASSWORD|SECRET|TOKEN|KEY).*") ? variable.group(2) : "";
  }

  String text(String text) {
    String masked = text;
    for (String secret : secrets) {
      masked = masked.replace(secret, MASK);
    }
    masked = PRIVATE_KEY.matcher(masked).replaceAll("a private key: " + MASK);
    masked = KEYED.matcher(masked).replaceAll("$1" + MASK);
    masked = SAID.matcher(masked).replaceAll("$1" + MASK);
    return ADDRESS.matcher(masked).replaceAll("$1" + MASK + "@");
  }
}
