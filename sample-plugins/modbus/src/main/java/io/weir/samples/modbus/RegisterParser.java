package io.weir.samples.modbus;

import io.weir.plugin.Check;
import io.weir.plugin.Metric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads the setting {@code registers}: entries of words, a semicolon between two. */
final class RegisterParser {

  private static final List<String> OPTIONS =
      List.of("order", "unit", "scale", "offset", "counter", "min", "max");

  private final String name;
  private final Table table;
  private final int address;
  private final NumberType type;
  private final Map<String, String> options = new HashMap<>();

  private RegisterParser(String prefix, String entry) {
    String[] words = entry.strip().split("\\s+");
    Check.that("registers", words.length >= 3, "of '<name> <table> <address> …' each", entry);
    name = prefix + ":" + words[0];
    table = Table.valueOf(oneOf("table", words[1], Table.values()));
    Check.matches("address of " + words[0], words[2], "\\d{1,5}");
    address = Integer.parseInt(words[2]);
    int next = 3;
    if (table.bits()) {
      type = null;
    } else {
      Check.that("registers", words.length >= 4, "with a type for " + words[0], entry);
      type = NumberType.valueOf(oneOf("type", words[3], NumberType.values()));
      next = 4;
    }
    Check.range(
        "address of " + words[0], address, 0, 65_536 - (type == null ? 1 : type.registers()));
    for (String word : Arrays.copyOfRange(words, next, words.length)) {
      String[] option = word.split("=", 2);
      Check.oneOf("option of " + words[0], option[0], OPTIONS);
      options.put(option[0], option.length == 2 ? option[1] : "");
    }
  }

  /**
   * @param prefix what the metrics' names begin with
   * @throws io.weir.plugin.InvalidArgument if an entry does not fit
   */
  static List<Register> parse(String prefix, String text) {
    List<Register> registers = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (String entry : text.split(";")) {
      if (!entry.isBlank()) {
        Register register = new RegisterParser(prefix, entry).register();
        Check.that("registers", names.add(register.name()), "of different names", register.name());
        registers.add(register);
      }
    }
    Check.that("registers", !registers.isEmpty(), "one at least", text);
    return List.copyOf(registers);
  }

  private Register register() {
    double scale = number("scale", "1");
    Check.that("scale of " + name, scale != 0, "other than 0", scale);
    Register register =
        new Register(
            name,
            table,
            address,
            type,
            ByteOrder.valueOf(
                oneOf("order", options.getOrDefault("order", "abcd"), ByteOrder.values())),
            options.getOrDefault("unit", ""),
            scale,
            number("offset", "0"),
            options.containsKey("counter"),
            range(scale));
    Metric<?> named = register.metric(); // refuses a name that is none
    Check.that(
        "counter", type != null || !options.containsKey("counter"), "a number", named.name());
    return register;
  }

  /** A coil may always be written; a register only where somebody said from what to what. */
  private Register.Range range(double scale) {
    if (table == Table.COIL) {
      return new Register.Range(0, 1);
    }
    if (!options.containsKey("min") && !options.containsKey("max")) {
      return null;
    }
    Check.that("min and max of " + name, table.writable(), "for a holding register", table);
    Check.that(
        "min and max of " + name,
        options.keySet().containsAll(List.of("min", "max")),
        "both",
        options);
    double minimum = number("min", "0");
    double maximum = number("max", "0");
    double offset = number("offset", "0");
    double[] ends = {type.minimum() * scale + offset, type.maximum() * scale + offset};
    Arrays.sort(ends);
    Check.range("min of " + name, minimum, ends[0], ends[1]);
    Check.range("max of " + name, maximum, minimum, ends[1]);
    return new Register.Range(minimum, maximum);
  }

  private double number(String option, String otherwise) {
    String text = options.getOrDefault(option, otherwise);
    Check.matches(option + " of " + name, text, "[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d{1,2})?");
    return Double.parseDouble(text);
  }

  private static String oneOf(String field, String word, Enum<?>[] values) {
    List<String> allowed =
        Arrays.stream(values).map(value -> value.name().toLowerCase(Locale.ROOT)).toList();
    Check.oneOf(field, word.toLowerCase(Locale.ROOT), allowed);
    return word.toUpperCase(Locale.ROOT);
  }
}
