package io.weir.deployer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is let in, and each way in which a package may not be what it seems. */
class PackageTest {
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  @TempDir private Path folder;
  private KeyPair key;
  private Path trust;
  private Path file;

  @BeforeEach
  void trustOneKey() throws Exception {
    key = Jars.key();
    trust = folder.resolve("trust");
    file = folder.resolve("p.jar");
    Jars.trust(trust, "operator", key, null);
  }

  @Test
  void aSignedPackageIsTakenAndItsSignerNamed() throws Exception {
    Jars.sign(file, Jars.bundle("acme.pump", "1.2.0"), key);
    assertThat(verify(file)).isEqualTo("operator");
    PluginPackage read = read(file);
    assertThat(read.name()).isEqualTo("acme.pump");
    assertThat(read.version().toString()).isEqualTo("1.2.0");
  }

  @Test
  void anUnsignedPackageIsRefusedUnlessSignaturesAreOff() throws Exception {
    Jars.write(file, Jars.bundle("acme.pump", "1.0.0"));
    assertThatThrownBy(() -> verify(file))
        .isInstanceOf(PackageRefused.class)
        .hasMessageContaining("is not signed");
    assertThat(new Verifier(new TrustedKeys(trust), false).verify(read(file), NOW))
        .isEqualTo("nobody");
  }

  @Test
  void anEntryAddedAfterSigningIsNoticed() throws Exception {
    refuseAfter(
        entries -> entries.put("evil.class", new byte[] {1}),
        "was changed after operator signed it");
  }

  @Test
  void anAlteredEntryIsNoticed() throws Exception {
    refuseAfter(
        entries -> entries.put("content.txt", new byte[] {1}),
        "was changed after operator signed it");
  }

  @Test
  void aRemovedEntryIsNoticed() throws Exception {
    refuseAfter(entries -> entries.remove("content.txt"), "was changed after operator signed it");
  }

  private interface Tampering {
    void with(Map<String, byte[]> entries);
  }

  private void refuseAfter(Tampering tampering, String message) throws Exception {
    Map<String, byte[]> entries = Jars.bundle("acme.pump", "1.0.0");
    Jars.sign(file, entries, key);
    var signed = new LinkedHashMap<>(entries);
    signed.put(PluginPackage.SIGNATURE_ENTRY, read(file).signature());
    tampering.with(signed);
    Jars.write(file, signed);
    assertThatThrownBy(() -> verify(file))
        .isInstanceOf(PackageRefused.class)
        .hasMessageContaining(message);
  }

  @Test
  void aStrangersKeyIsRefused() throws Exception {
    Jars.sign(file, Jars.bundle("acme.pump", "1.0.0"), Jars.key());
    assertThatThrownBy(() -> verify(file))
        .isInstanceOf(PackageRefused.class)
        .hasMessageContaining("not among the trusted keys");
  }

  @Test
  void anExpiredKeyIsRefused() throws Exception {
    Jars.trust(trust, "operator", key, "2026-01-01T00:00:00Z");
    Jars.sign(file, Jars.bundle("acme.pump", "1.0.0"), key);
    assertThatThrownBy(() -> verify(file))
        .isInstanceOf(PackageRefused.class)
        .hasMessageContaining("expired at 2026-01-01");
  }

  @Test
  void aKeyThatWasTakenAwayIsRefusedAtOnce() throws Exception {
    Jars.sign(file, Jars.bundle("acme.pump", "1.0.0"), key);
    assertThat(verify(file)).isEqualTo("operator");
    Files.delete(trust.resolve("operator.pub"));
    assertThatThrownBy(() -> verify(file)).isInstanceOf(PackageRefused.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../outside.txt", "a/../../b", "/etc/passwd", "c:/x", "a\\b"})
  void anEntryThatPointsOutsideIsRefused(String name) throws IOException {
    Map<String, byte[]> entries = Jars.bundle("acme.pump", "1.0.0");
    entries.put(name, new byte[] {1});
    Jars.write(file, entries);
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(PackageRefused.class)
        .hasMessageContaining("points outside");
  }

  @Test
  void aBombIsRefusedByItsRatio() throws IOException {
    Map<String, byte[]> entries = Jars.bundle("acme.pump", "1.0.0");
    entries.put("zeros", new byte[50_000_000]);
    Jars.write(file, entries);
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(PackageRefused.class)
        .hasMessageContaining("times its size");
  }

  @Test
  void aBombIsRefusedByItsVolumeBeforeItIsUnpackedWhole() throws IOException {
    Map<String, byte[]> entries = Jars.bundle("acme.pump", "1.0.0");
    for (int i = 0; i < 12; i++) {
      entries.put("zeros" + i, new byte[900_000]);
    }
    Jars.write(file, entries);
    var small = new PackageReader(new PackageLimits(20_000_000, 5_000_000, 5_000, 100));
    assertThatThrownBy(() -> small.read(file))
        .isInstanceOf(PackageRefused.class)
        .hasMessageContaining("unpacks to at most");
  }

  @Test
  void tooManyEntriesAreRefused() throws IOException {
    Map<String, byte[]> entries = Jars.bundle("acme.pump", "1.0.0");
    for (int i = 0; i < 5_001; i++) {
      entries.put("e" + i, new byte[0]);
    }
    Jars.write(file, entries);
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(PackageRefused.class)
        .hasMessageContaining("at most 5000 entries");
  }

  @Test
  void anEntryThatIsThereTwiceIsRefused() throws Exception {
    Map<String, byte[]> entries = Jars.bundle("acme.pump", "1.0.0");
    entries.put("contemt.txt", new byte[] {2});
    byte[] jar = Jars.bytes(entries);
    // the same name in the local header and in the directory: what a zip library would not write
    String text =
        new String(jar, StandardCharsets.ISO_8859_1).replace("contemt.txt", "content.txt");
    Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(PackageRefused.class)
        .hasMessageContaining("twice");
  }

  @Test
  void aDirectoryThatNamesAnotherEntryIsRefused() throws Exception {
    byte[] jar = Jars.bytes(Jars.bundle("acme.pump", "1.0.0"));
    String text = new String(jar, StandardCharsets.ISO_8859_1);
    int inDirectory = text.lastIndexOf("content.txt");
    Files.write(
        file,
        (text.substring(0, inDirectory) + "contemt.txt" + text.substring(inDirectory + 11))
            .getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> read(file)).isInstanceOf(PackageRefused.class);
  }

  @Test
  void whatIsNoBundleIsRefusedWithAReason() throws IOException {
    Files.writeString(file, "hello");
    assertThatThrownBy(() -> read(file)).isInstanceOf(PackageRefused.class);
    Jars.write(file, Map.of());
    assertThatThrownBy(() -> read(file)).isInstanceOf(PackageRefused.class);
  }

  @Test
  void aManifestThatIsNotTheFirstEntryIsRefused() throws IOException {
    var entries = new LinkedHashMap<String, byte[]>();
    entries.put("a.txt", new byte[] {1});
    entries.putAll(Jars.bundle("acme.pump", "1.0.0"));
    Jars.write(file, entries);
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(PackageRefused.class)
        .hasMessageContaining("whose first entry is META-INF/MANIFEST.MF, found 'a.txt'");
    entries.remove("a.txt");
    var withFolder = new LinkedHashMap<String, byte[]>();
    withFolder.put("META-INF/", new byte[0]);
    withFolder.putAll(entries);
    Jars.write(file, withFolder);
    assertThatCode(() -> read(file)).doesNotThrowAnyException();
  }

  @Test
  void theNamesItIsConfiguredUnderAreFound() throws Exception {
    Map<String, byte[]> entries = Jars.bundle("acme.pump", "1.0.0");
    entries.put(
        "OSGI-INF/acme.Pump.xml",
        ("<scr:component name=\"acme.Pump\" configuration-pid=\"$ acme.shared ../x\"/>")
            .getBytes(StandardCharsets.UTF_8));
    entries.put(
        "OSGI-INF/metatype/acme.Pump$Config.xml",
        "<Designate factoryPid=\"acme.Line\"/>".getBytes(StandardCharsets.UTF_8));
    Jars.write(file, entries);
    assertThat(read(file).pids()).containsExactly("acme.Line", "acme.Pump", "acme.shared");
  }

  private PluginPackage read(Path jar) throws PackageRefused, IOException {
    return new PackageReader(PackageLimits.DEFAULT).read(jar);
  }

  private String verify(Path jar) throws PackageRefused, IOException {
    return new Verifier(new TrustedKeys(trust), true).verify(read(jar), NOW);
  }
}
