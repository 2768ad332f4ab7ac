package io.weir.archiver;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

@ObjectClassDefinition(
    name = "Weir archive",
    description = "One file io.weir.archiver-NAME.cfg for each archive.")
@interface ArchiveConfig {

  @AttributeDefinition(description = "Subjects to listen to; * and > stand for tokens.")
  String[] subjects() default {"events.data"};

  @AttributeDefinition(description = "Names to record, without the gateway's base; * is anything.")
  String names() default "*";

  @AttributeDefinition(
      description =
          "What makes a point recorded: every one, a change by the threshold, the period, or either.",
      options = {@Option("every"), @Option("threshold"), @Option("period"), @Option("either")})
  String trigger() default "every";

  @AttributeDefinition(description = "How far a number has to move; other values have to differ.")
  double threshold() default 0;

  @AttributeDefinition(description = "Milliseconds between two points of a series.")
  long period_ms() default 60_000;

  @AttributeDefinition(
      description =
          "Most points of a series in the window below; 0 is no limit. More are left out.")
  int burst_points() default 0;

  @AttributeDefinition(description = "Milliseconds of that window.")
  long burst_window_ms() default 1_000;

  @AttributeDefinition(
      description = "Where to: CSV files or the log.",
      options = {@Option("file"), @Option("log")})
  String backend() default "file";

  @AttributeDefinition(description = "The folder of the files; empty: archive in the state folder.")
  String file_folder() default "";

  @AttributeDefinition(description = "The logger.")
  String log_logger() default "io.weir.archive";

  @AttributeDefinition(description = "Its level.")
  String log_level() default "info";
}
