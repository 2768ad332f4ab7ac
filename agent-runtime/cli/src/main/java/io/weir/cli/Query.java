package io.weir.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command that reads something and shows it to a person, or with {@code --json} to a machine. */
abstract class Query implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "Print JSON for a program to read.")
  private boolean json;

  /** What to show. */
  protected abstract JsonNode read(Gateway gateway);

  /** Shows it to a person. */
  protected abstract void print(JsonNode answer, PrintWriter out);

  @Override
  public final Integer call() {
    try (Gateway gateway = Gateway.open()) {
      JsonNode answer = read(gateway);
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(Gateway.pretty(answer));
      } else {
        print(answer, out);
      }
      return Exit.DONE;
    }
  }
}
