package io.weir.cli;

import io.weir.cli.series.BadLine;
import io.weir.cli.series.Line;
import io.weir.cli.series.SeriesFile;
import io.weir.plugin.InvalidArgument;
import io.weir.plugin.record.FileBackend;
import io.weir.plugin.record.Operations;
import io.weir.plugin.record.TelemManager;
import io.weir.plugin.record.TsMetadata;
import io.weir.plugin.record.TsPoint;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "import",
    description =
        "Stores the points of a file: CSV, or JSON with an object a line. The whole file is checked"
            + " before anything is sent.",
    footer = {
      "",
      "CSV columns by a heading: time, value, and as wanted type, quality, name, unit; without one:",
      "time,value or mtime,type,value,quality as a recorder's file back end writes.",
      "Example: weir series import tank.csv --name tank:level --unit %%"
    })
final class SeriesImport implements Callable<Integer> {
  private static final int CHUNK = 500;
  private static final int SHOWN = 20;
  @Spec private CommandSpec spec;
  @Mixin private SeriesTarget target;

  @Parameters(paramLabel = "FILE", description = "*.csv, or *.json, *.jsonl, *.ndjson.")
  private Path file;

  @Option(names = "--name", description = "The series, where the file does not name it.")
  private String name = "";

  @Option(names = "--skip-bad", description = "Leave lines out that are no points.")
  private boolean skipBad;

  @Option(names = "--check", description = "Check the file and send nothing.")
  private boolean checkOnly;

  private final Map<String, TsMetadata> known = new HashMap<>();
  private final List<TsPoint> waiting = new ArrayList<>();
  private String current = "";
  private long bad;

  @Override
  public Integer call() throws IOException {
    if (!Files.isReadable(file)) {
      throw new ParameterException(spec.commandLine(), "cannot read " + file);
    }
    recorded()
        .ifPresent(
            stored -> {
              name = name.isEmpty() ? stored.tsname() : name;
              target.startFrom(stored);
            });
    SeriesFile points = new SeriesFile(file, file.toString().matches(".*\\.(json|jsonl|ndjson)"));
    long good = points.read(this::named, this::tellBad);
    if (bad > 0 && !skipBad) {
      throw new IllegalStateException(
          Words.count(bad, "line")
              + " of "
              + file
              + (bad == 1 ? " is no point" : " are no points")
              + ", nothing was sent: mend the file, or --skip-bad");
    }
    if (!checkOnly) {
      send(points, good);
    }
    String skipped = bad == 0 ? "" : ", " + Words.count(bad, "line") + " skipped";
    spec.commandLine()
        .getOut()
        .println((checkOnly ? "good: " : "stored ") + Words.count(good, "point") + skipped);
    return Exit.DONE;
  }

  /** What a recorder's file back end stored beside this file, if it is one of its files. */
  private Optional<TsMetadata> recorded() {
    Path folder = file.toAbsolutePath().getParent();
    String stem = file.getFileName().toString().replaceFirst("\\.csv$", "");
    if (!Files.isReadable(folder.resolve(stem + ".meta.csv"))) {
      return Optional.empty();
    }
    String series = URLDecoder.decode(stem, StandardCharsets.UTF_8);
    return TelemManager.of(new FileBackend(folder)).operations().readMetadata(series);
  }

  private void send(SeriesFile points, long total) throws IOException {
    Progress progress = new Progress(spec.commandLine().getErr(), total);
    try (Gateway gateway = Gateway.open()) {
      Operations operations = target.operations(gateway);
      points.read(line -> take(line, operations, progress), skipped -> {});
      flush(operations, progress);
    }
  }

  private void take(Line line, Operations operations, Progress progress) {
    String series = named(line);
    if (!series.equals(current) || waiting.size() >= CHUNK) {
      flush(operations, progress);
      current = series;
    }
    TsMetadata metadata = known.get(series);
    if (metadata == null || !line.unit().isEmpty() && !line.unit().equals(metadata.units())) {
      flush(operations, progress);
      metadata = target.of(series, line.unit());
      known.put(series, metadata);
      if (target.described() || !metadata.units().isEmpty()) {
        operations.updateMetadata(metadata);
      }
    }
    waiting.add(line.point());
  }

  private void flush(Operations operations, Progress progress) {
    if (!waiting.isEmpty()) {
      operations.writePoints(current, waiting);
      progress.add(waiting.size());
      waiting.clear();
    }
  }

  /** The series that a line belongs to. */
  private String named(Line line) {
    String series = line.name().isEmpty() ? name : line.name();
    try {
      TsMetadata.of(series, "");
      return series;
    } catch (InvalidArgument e) {
      throw BadLine.of(line.number(), "name", "a series' name, from the file or --name", series);
    }
  }

  private void tellBad(BadLine line) {
    bad++;
    PrintWriter err = spec.commandLine().getErr();
    if (bad <= SHOWN) {
      err.println(line.getMessage());
    } else if (bad == SHOWN + 1) {
      err.println("… and more");
    }
    err.flush();
  }
}
