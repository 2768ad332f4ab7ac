package io.weir.cli;

import io.weir.broker.BusException;
import io.weir.broker.nats.BusClient;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import picocli.CommandLine;

/**
 * Loads what a command that asks the agent loads, and asks nobody: {@code bin/weir archive} runs it
 * to have the JVM write its archive of these classes, which lets every later command start faster.
 */
final class Training {
  private Training() {}

  public static void main(String[] arguments) {
    run("--help");
    run("status", "--help");
    run("no-such-command");
    Table table = new Table("PLUGIN", ">COUNT");
    table.row("a", Words.count(1) + Words.bytes(2000) + Words.time(Duration.ofHours(1)));
    table.print(new PrintWriter(new StringWriter()));
    Gateway.pretty(Gateway.parse("{\"a\":[1,2.5,true,null]}".getBytes(StandardCharsets.UTF_8)));
    try {
      // port 1 of this machine: refused at once
      BusClient.connect("nats://127.0.0.1:1", "nobody", "", Duration.ofSeconds(1)).close();
    } catch (BusException e) {
      System.exit(Exit.DONE);
    }
  }

  private static void run(String... arguments) {
    CommandLine line = Weir.commandLine(arguments);
    line.setOut(new PrintWriter(new StringWriter())).setErr(new PrintWriter(new StringWriter()));
    line.execute(arguments);
  }
}
