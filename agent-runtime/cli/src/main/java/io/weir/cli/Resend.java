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

  @Option(names = "--from", paramLabel = "TIME", required = true, description = Moment.FORMS + ".")
  private Moment from;

  @Option(names = "--to", paramLabel = "TIME", description = "The same; else now.")
  private Moment to;

  @Option(names = "--link", description = "Which cloud, where there are several.")
  private String link;

  @Override
  public Integer call() {
    ObjectNode request = History.range(from, to, spec.commandLine());
    if (link != null) {
      request.put("link", link);
    }
    try (Gateway gateway = Gateway.open()) {
      long entries = gateway.ask("agent.resend", request.toString()).path("entries").asLong();
      spec.commandLine()
          .getOut()
          .println(
              Words.count(entries, "segment")
                  + (entries == 1 ? " is on its" : " are on their")
                  + " way again");
      return Exit.DONE;
    }
  }
}
