package io.weir.cli;

import io.weir.cli.series.AcknowledgedBus;
import io.weir.plugin.record.BusBackend;
import io.weir.plugin.record.Operations;
import io.weir.plugin.record.TelemManager;
import io.weir.plugin.record.TsMetadata;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What is common to commands that write series: metadata, and the patience with the broker. */
final class SeriesTarget {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(names = "--unit", description = "The unit, where the file does not say it.")
  private String unit = "";

  @Option(
      names = "--meta",
      paramLabel = "FIELD=VALUE",
      description = "Metadata: tsid, btype, origin, serial, role, comment or json.")
  private Map<String, String> metadata = new HashMap<>();

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      description = "How long a full or silent broker is waited for (${DEFAULT-VALUE}).")
  private int patience = 60;

  private TsMetadata recorded;

  /** Takes over what a recorder stored beside its file. */
  void startFrom(TsMetadata stored) {
    recorded = stored;
  }

  boolean described() {
    return !metadata.isEmpty() || recorded != null;
  }

  /** What is known of a series from the command line. */
  TsMetadata of(String name, String unitOfFile) {
    String units = unitOfFile.isEmpty() ? unit : unitOfFile;
    TsMetadata plain =
        recorded == null || !recorded.tsname().equals(name)
            ? TsMetadata.of(name, units)
            : recorded.in(units.isEmpty() ? recorded.units() : units);
    Map<String, String> fields = plain.fields();
    metadata.forEach(
        (field, value) -> {
          if (fields.replace(field, value) == null || field.equals("tsname")) {
            throw new ParameterException(
                spec.commandLine(),
                "expected one of "
                    + plain.fields().keySet()
                    + " but tsname in --meta, found '"
                    + field
                    + "'");
          }
        });
    return TsMetadata.of(fields);
  }

  Operations operations(Gateway gateway) {
    return TelemManager.of(
            new BusBackend(new AcknowledgedBus(gateway::visit, Duration.ofSeconds(patience))))
        .operations();
  }
}
