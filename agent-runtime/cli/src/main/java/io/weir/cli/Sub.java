package io.weir.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.weir.broker.Message;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "sub",
    description = "Shows readings as they are published, until Ctrl-C or --count.",
    footer = {"", "Example: weir sub 'cpu:*' --count 5"})
final class Sub implements Callable<Integer> {
  // RFC 8428 s4.5.3: below this a time is relative to now
  private static final double RELATIVE = 1L << 28;
  private static final Pattern GATEWAY = Pattern.compile("^urn:cpt:device:sn:[^:]+:");
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      defaultValue = "*",
      description = "Names to show; * stands for anything.")
  private String filter;

  @Option(names = "--json", description = "Print each record as one line of JSON.")
  private boolean json;

  @Option(names = "--count", description = "End after so many records.")
  private long count = Long.MAX_VALUE;

  @Override
  public Integer call() throws InterruptedException {
    Pattern names = pattern(filter);
    CountDownLatch done = new CountDownLatch(1);
    PrintWriter out = spec.commandLine().getOut();
    try (Gateway gateway = Gateway.open();
        var data = gateway.subscribe("events.data", m -> show(m, names, out, done));
        var alerts = gateway.subscribe("events.alert", m -> show(m, names, out, done))) {
      done.await();
      return Exit.DONE;
    }
  }

  static Pattern pattern(String filter) {
    return Pattern.compile(
        java.util.Arrays.stream(filter.split("\\*", -1))
            .map(Pattern::quote)
            .reduce((a, b) -> a + ".*" + b)
            .orElse(".*"));
  }

  private synchronized void show(
      Message message, Pattern names, PrintWriter out, CountDownLatch done) {
    String baseName = "";
    double baseTime = 0;
    String baseUnit = "";
    for (JsonNode record : pack(message)) {
      baseName = record.path("bn").asText(baseName);
      baseTime = record.path("bt").asDouble(baseTime);
      baseUnit = record.path("bu").asText(baseUnit);
      String name = GATEWAY.matcher(baseName + record.path("n").asText()).replaceFirst("");
      if (count > 0 && names.matcher(name).matches()) {
        out.println(json ? record.toString() : line(name, record, baseTime, baseUnit));
        count--;
      }
    }
    // who reads through a pipe may have seen enough
    if (count <= 0 || out.checkError()) {
      done.countDown();
    }
  }

  /** What is no JSON is the recorder's to refuse and to tell. */
  private static JsonNode pack(Message message) {
    try {
      return Gateway.parse(message.payload());
    } catch (IllegalStateException e) {
      return JsonNodeFactory.instance.arrayNode();
    }
  }

  /** The time as RFC 8428 s4.5.3 reads it: small numbers are relative to now. */
  static Instant time(double seconds, Instant now) {
    long millis = Math.round(seconds * 1000);
    return seconds < RELATIVE ? now.plusMillis(millis) : Instant.ofEpochMilli(millis);
  }

  static String line(String name, JsonNode record, double baseTime, String baseUnit) {
    Instant time =
        time(baseTime + record.path("t").asDouble(), Instant.now()).truncatedTo(ChronoUnit.MILLIS);
    String value = "";
    for (String label : new String[] {"v", "vs", "vb", "vd", "s"}) {
      if (record.has(label)) {
        value = record.path(label).asText();
        break;
      }
    }
    return String.format("%-24s %-28s %s %s", time, name, value, record.path("u").asText(baseUnit));
  }
}
