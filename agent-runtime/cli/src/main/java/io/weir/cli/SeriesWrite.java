package io.weir.cli;

import io.weir.cli.series.Line;
import io.weir.plugin.record.Operations;
import io.weir.plugin.record.TsPoint;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "write",
    description = "Writes points of one series, with its metadata.",
    footer = {
      "",
      "Example: weir series write tank:level 71.5 --unit %% --meta origin=inspection --time 2026-01-31T12:00:00Z"
    })
final class SeriesWrite implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private SeriesTarget target;

  @Parameters(index = "0", paramLabel = "NAME", description = "The series.")
  private String name;

  @Parameters(index = "1", paramLabel = "VALUE", description = "A number, true, false, or text.")
  private String value;

  @Option(names = "--time", description = "RFC 3339 or seconds since 1970 (now).")
  private String time;

  @Option(names = "--quality", description = "good, uncertain or bad.")
  private String quality = "good";

  @Override
  public Integer call() {
    TsPoint point =
        Line.of(1, name, "", time == null ? Instant.now().toString() : time, "", value, quality)
            .point();
    var metadata = target.of(name, "");
    try (Gateway gateway = Gateway.open()) {
      Operations operations = target.operations(gateway);
      if (target.described() || !metadata.units().isEmpty()) {
        operations.updateMetadata(metadata);
      }
      operations.writePoints(name, List.of(point));
    }
    spec.commandLine().getOut().println("stored 1 point of " + name);
    return Exit.DONE;
  }
}
