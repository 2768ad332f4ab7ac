package io.weir.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "resend",
    description =
        "Sends a stretch of the past once more, for a cloud that lost it; what it has already is not stored twice.")
final class Resend implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--from", required = true, description = "RFC 3339 or seconds since 1970.")
  private String from;

  @Option(names = "--to", description = "RFC 3339 or seconds since 1970 (now).")
  private String to;

  @Option(names = "--link", description = "Which cloud, where there are several.")
  private String link;

  @Override
  public Integer call() {
    ObjectNode request = History.range(from, to);
    if (link != null) {
      request.put("link", link);
    }
    try (Gateway gateway = Gateway.open()) {
      long entries = gateway.ask("agent.resend", request.toString()).path("entries").asLong();
      spec.commandLine()
          .getOut()
          .println(Words.count(entries) + " segments are on their way again");
      return Exit.DONE;
    }
  }
}
