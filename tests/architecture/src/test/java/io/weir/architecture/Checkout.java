package io.weir.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The checkout that is tested: its sources, what was built from them, and the distribution. */
final class Checkout {
  private static final Set<String> NOT_OURS = Set.of("target", "node_modules", ".git", ".weir");

  private Checkout() {}

  static Path root() {
    return Path.of(System.getProperty("weir.root")).toAbsolutePath().normalize();
  }

  /** The jars in one folder of the built distribution. */
  static List<Path> jars(String folder) {
    Path path = root().resolve("distro/target/weir").resolve(folder);
    try (Stream<Path> files = Files.list(path)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("build the distribution first: ./weir build", e);
    }
  }

  /** Files of the checkout that are ours and not built. */
  static List<Path> sources(Predicate<Path> which) {
    List<Path> found = new ArrayList<>();
    try {
      Files.walkFileTree(
          root(),
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
              return NOT_OURS.contains(folder.getFileName().toString())
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (attributes.isRegularFile() && which.test(file)) {
                found.add(file);
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  static boolean isMainJava(Path file) {
    return file.toString().contains("/src/main/java/") && file.toString().endsWith(".java");
  }

  /** The folders with our own compiled main classes: bundles carry libraries beside them. */
  static List<Path> mainClasses() {
    return sources(file -> file.endsWith("pom.xml")).stream()
        .map(pom -> pom.resolveSibling("target/classes/io/weir"))
        .filter(Files::isDirectory)
        .toList();
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
