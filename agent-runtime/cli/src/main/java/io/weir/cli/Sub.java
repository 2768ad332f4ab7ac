package io.weir.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.weir.broker.Message;
import java.io.PrintWriter;
import java.time.Instant;
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
    double baseTime = 0;
    String baseUnit = "";
    for (JsonNode record : Gateway.parse(message.payload())) {
      baseTime = record.path("bt").asDouble(baseTime);
      baseUnit = record.path("bu").asText(baseUnit);
      if (count > 0 && names.matcher(record.path("n").asText()).matches()) {
        out.println(json ? record.toString() : line(record, baseTime, baseUnit));
        out.flush();
        count--;
      }
    }
    if (count <= 0) {
      done.countDown();
    }
  }

  static String line(JsonNode record, double baseTime, String baseUnit) {
    Instant time =
        Instant.ofEpochMilli(Math.round((baseTime + record.path("t").asDouble()) * 1000));
    String value = "";
    for (String label : new String[] {"v", "vs", "vb", "vd", "s"}) {
      if (record.has(label)) {
        value = record.path(label).asText();
        break;
      }
    }
    return String.format(
        "%-24s %-28s %s %s",
        time, record.path("n").asText(), value, record.path("u").asText(baseUnit));
  }
}
