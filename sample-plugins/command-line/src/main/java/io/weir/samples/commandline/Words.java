package io.weir.samples.commandline;

import io.weir.plugin.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts a command line into words: at spaces, except within double quotes. Nothing is expanded. */
final class Words {

  private static final Pattern WORD = Pattern.compile("(?:[^\\s\"]|\"[^\"]*\")+");

  private Words() {}

  /**
   * @throws io.weir.plugin.InvalidArgument if a quote has no end
   */
  static List<String> of(String command) {
    boolean even = command.chars().filter(c -> c == '"').count() % 2 == 0;
    Check.that("command", even, "with an end to each quote", command);
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(command);
    while (word.find()) {
      words.add(word.group().replace("\"", ""));
    }
    return words;
  }
}
