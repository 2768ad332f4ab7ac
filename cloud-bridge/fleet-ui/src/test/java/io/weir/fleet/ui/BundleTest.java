package io.weir.fleet.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Holds the committed bundle to its word, without Node: fresh, complete, self-contained, small. */
class BundleTest {
  private static final Path MODULE = Path.of("").toAbsolutePath();
  private static final Path UI = MODULE.resolve("src/main/resources/ui");
  private static final int LIMIT_BYTES = 64_000;

  @Test
  void theBundleWasMadeFromTheseSources() throws Exception {
    Map<String, String> recorded = new TreeMap<>();
    for (String line : Files.readAllLines(MODULE.resolve("src/main/ui.sha256"))) {
      recorded.put(line.substring(66), line.substring(0, 64));
    }
    Map<String, String> present = new TreeMap<>();
    for (Path file : filesBelow(MODULE.resolve("src/main/web"))) {
      present.put(MODULE.relativize(file).toString(), sha256(file));
    }
    for (String name : List.of("build.mjs", "package-lock.json")) {
      present.put(name, sha256(MODULE.resolve(name)));
    }
    assertThat(present)
        .as("sources of the pages changed after they were bundled: run 'npm run build' and commit")
        .isEqualTo(recorded);
  }

  @Test
  void everythingThatThePageNamesIsThere() throws IOException {
    String page = Files.readString(UI.resolve("index.html"));
    List<String> named = new ArrayList<>();
    var matcher = Pattern.compile("(?:src|href)=\"([^\"]+)\"").matcher(page);
    while (matcher.find()) {
      named.add(matcher.group(1));
    }
    assertThat(named).hasSizeGreaterThanOrEqualTo(4);
    assertThat(named).allSatisfy(name -> assertThat(UI.resolve(name)).isRegularFile());
  }

  @Test
  void nothingInThePageIsInlineOrFromElsewhere() throws IOException {
    String page = Files.readString(UI.resolve("index.html"));
    assertThat(page).contains("default-src 'self'");
    assertThat(page)
        .doesNotContainPattern("<script(?![^>]* src=)")
        .doesNotContain("<style", " style=", " on", "//");
    for (Path file : filesBelow(UI.resolve("assets"))) {
      if (file.toString().endsWith(".css")) {
        assertThat(Files.readString(file)).doesNotContain("url(", "//");
      }
    }
  }

  @Test
  void thePagesStaySmall() throws IOException {
    int sum = 0;
    for (Path file : filesBelow(UI)) {
      if (file.toString().matches(".*\\.(html|js|css|svg)")) {
        sum += gzipped(Files.readAllBytes(file));
      }
    }
    assertThat(sum).isBetween(1, LIMIT_BYTES);
  }

  @Test
  void theNoticesOfWhatIsBundledAreThere() throws IOException {
    String notices = Files.readString(UI.resolve("licences.txt"), StandardCharsets.UTF_8);
    assertThat(notices).contains("preact", "@preact/signals", "uplot", "MIT License");
  }

  private static List<Path> filesBelow(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static String sha256(Path file) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
  }

  private static int gzipped(byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.size();
  }
}
