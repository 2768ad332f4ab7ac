package io.weir.cli.dev;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The Java compiler in this process, which after its first run is warm. One thread at a time. */
final class Compilation {
  private static final int SHOWN = 5;
  private final Project project;
  private final List<Path> classPath;

  Compilation(Project project, List<Path> classPath) {
    this.project = project;
    this.classPath = classPath;
  }

  /**
   * Compiles all sources into an empty folder, with the resources beside them.
   *
   * @return what the compiler warns of
   * @throws BuildFailed with the first errors, each with its place and its line
   */
  List<String> into(Path classes) throws BuildFailed, IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new BuildFailed(
          "this Java has no compiler: install a JDK (on Debian: apt-get install"
              + " openjdk-17-jdk-headless), or set JAVA_HOME to one");
    }
    Files.createDirectories(classes);
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(found, Locale.ENGLISH, StandardCharsets.UTF_8)) {
      boolean well =
          compiler
              .getTask(
                  null,
                  files,
                  found,
                  options(classes),
                  null,
                  files.getJavaFileObjectsFromPaths(sources()))
              .call();
      if (!well) {
        throw new BuildFailed(errors(found));
      }
    }
    copyResources(classes);
    return said(found, Diagnostic.Kind.WARNING, Diagnostic.Kind.MANDATORY_WARNING);
  }

  private List<String> options(Path classes) {
    String path =
        classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    // as the parent of all plugins has Maven compile
    return List.of(
        "-d",
        classes.toString(),
        "--release",
        "17",
        "-parameters",
        "-proc:none",
        "-Xlint:all,-processing,-classfile,-options,-try",
        "-classpath",
        path);
  }

  private List<Path> sources() throws IOException, BuildFailed {
    if (!Files.isDirectory(project.sources())) {
      throw new BuildFailed("there are no sources in " + project.sources());
    }
    try (Stream<Path> files = Files.walk(project.sources())) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }

  private String errors(DiagnosticCollector<JavaFileObject> found) {
    List<String> errors = said(found, Diagnostic.Kind.ERROR);
    String text = errors.stream().limit(SHOWN).collect(Collectors.joining("\n"));
    return errors.size() <= SHOWN ? text : text + "\n… and " + (errors.size() - SHOWN) + " more";
  }

  private List<String> said(DiagnosticCollector<JavaFileObject> found, Diagnostic.Kind... wanted) {
    List<String> lines = new ArrayList<>();
    for (Diagnostic<? extends JavaFileObject> one : found.getDiagnostics()) {
      if (List.of(wanted).contains(one.getKind())) {
        lines.add(told(one));
      }
    }
    return lines;
  }

  /** Place, what is wrong, the line itself, and a mark below the column. */
  private String told(Diagnostic<? extends JavaFileObject> one) {
    String what = one.getMessage(Locale.ENGLISH).replace("\n", "\n    ");
    if (one.getSource() == null) {
      return what;
    }
    Path file = project.folder().toAbsolutePath().relativize(Path.of(one.getSource().toUri()));
    return file
        + ":"
        + one.getLineNumber()
        + ": "
        + what
        + line(one)
            .map(
                text ->
                    "\n    "
                        + text.replace('\t', ' ')
                        + "\n    "
                        + " ".repeat((int) Math.max(0, one.getColumnNumber() - 1))
                        + "^")
            .orElse("");
  }

  private static java.util.Optional<String> line(Diagnostic<? extends JavaFileObject> one) {
    try {
      return one.getSource()
          .getCharContent(true)
          .toString()
          .lines()
          .skip(Math.max(0, one.getLineNumber() - 1))
          .findFirst();
    } catch (IOException e) {
      // saved anew or deleted meanwhile: the place and the message say enough
      return java.util.Optional.empty();
    }
  }

  private void copyResources(Path classes) throws IOException {
    if (!Files.isDirectory(project.resources())) {
      return;
    }
    try (Stream<Path> files = Files.walk(project.resources())) {
      files.filter(Files::isRegularFile).forEach(file -> copy(file, classes));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void copy(Path file, Path classes) {
    try {
      Path to = classes.resolve(project.resources().relativize(file).toString());
      Files.createDirectories(to.getParent());
      Files.copy(file, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
