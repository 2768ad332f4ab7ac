package io.weir.cli;

import picocli.CommandLine.Command;

@Command(
    name = "series",
    description = "Time series as a whole: points by hand, from files, and into files.",
    subcommands = {SeriesWrite.class, SeriesImport.class, SeriesExport.class})
final class Series {}
