package io.weir.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.MetaTypeInformation;
import org.osgi.service.metatype.MetaTypeService;
import org.osgi.service.metatype.ObjectClassDefinition;

/** Values that are changed, refused and taken back. */
class ConfigurationTest {
  @TempDir private Path folder;
  private Path file;
  private ConfigFile config;

  @BeforeEach
  void writeFile() throws IOException {
    file =
        Files.writeString(
            folder.resolve("acme.pump.cfg"), "# how often\npoll.time.ms = 1000\n\nunit = K\n");
    config = new ConfigFile(folder, folder.resolve("history"), "acme.pump");
  }

  @Test
  void aChangeKeepsCommentsAndOrder() throws IOException {
    config.set(Map.of("poll.time.ms", "500", "label", "north"));
    assertThat(file).hasContent("# how often\npoll.time.ms = 500\n\nunit = K\nlabel = north\n");
  }

  @Test
  void aValueOverSeveralLinesIsOneAndIsReplacedAsOne() throws IOException {
    Files.writeString(
        file,
        "# a map\nmap = \\\n  a  1 unit=Cel ; \\\n  b  2 unit=%\npattern = (\\\\S+) \\u00b0C\nunit = K\n");
    assertThat(config.values())
        .containsExactly(
            Map.entry("map", "a  1 unit=Cel ; b  2 unit=%"),
            Map.entry("pattern", "(\\S+) °C"),
            Map.entry("unit", "K"));
    config.set(Map.of("unit", "Cel"));
    assertThat(config.values()).containsEntry("map", "a  1 unit=Cel ; b  2 unit=%");
    config.set(Map.of("map", "c 3", "pattern", "\\d+ °F"));
    assertThat(file).hasContent("# a map\nmap = c 3\npattern = \\\\d+ °F\nunit = Cel\n");
    assertThat(config.values()).containsEntry("pattern", "\\d+ °F");
  }

  @Test
  void aValueWithALineBreakIsNoSecondKey() throws IOException {
    config.set(Map.of("label", "north\nunit = Cel\r\npoll.time.ms = 1"));
    assertThat(config.values())
        .containsExactly(
            Map.entry("poll.time.ms", "1000"),
            Map.entry("unit", "K"),
            Map.entry("label", "north\nunit = Cel\r\npoll.time.ms = 1"));
  }

  @Test
  void aKeyWithALineBreakIsRefused() throws Refused {
    Schema plugin = new Schema("acme.pump", "Pump", true, List.of());
    plugin.check(Map.of("budget.readings.per.second", "5"));
    assertThatThrownBy(() -> plugin.check(Map.of("budget.\nunit = Cel\nx", "5")))
        .isInstanceOf(Refused.class);
  }

  @Test
  void anEmptyValueBringsTheDefaultBack() throws IOException {
    config.set(Map.of("unit", ""));
    assertThat(config.values()).containsExactly(Map.entry("poll.time.ms", "1000"));
  }

  @Test
  void tenStatesAreKeptAndEachCanBeGoneBackTo() throws Exception {
    for (int i = 1; i <= 15; i++) {
      config.set(Map.of("poll.time.ms", Integer.toString(i)));
    }
    assertThat(config.history()).hasSize(10);
    assertThat(config.rollBack(null)).isEqualTo(15);
    assertThat(config.values()).containsEntry("poll.time.ms", "14");
    assertThat(config.rollBack(8)).isEqualTo(8);
    assertThat(config.values()).containsEntry("poll.time.ms", "7");
    assertThatThrownBy(() -> config.rollBack(1))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("there is no revision 1");
  }

  @Test
  void oneOfSeveralConfigurationsIsListedAndChangedByItsName() throws Exception {
    Files.writeString(folder.resolve("acme.line-north.cfg"), "speed = 3\n");
    Files.writeString(folder.resolve("acme.line-x y.cfg"), "speed = 9\n");
    Configuration configuration =
        new Configuration(lines(), folder, folder.resolve("history"), new Says(Optional.empty()));
    assertThat(configuration.answer(Map.of("op", "list")).toString())
        .contains("pid=acme.line-north")
        .doesNotContain("x y");
    configuration.answer(
        Map.of("op", "set", "pid", "acme.line-south", "values", Map.of("speed", "7")));
    assertThat(folder.resolve("acme.line-south.cfg")).hasContent("speed = 7\n");
    assertThatThrownBy(
            () ->
                configuration.answer(
                    Map.of("op", "set", "pid", "acme.line-south", "values", Map.of("spee", "7"))))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("acme.line-south has no key 'spee'");
    assertThatThrownBy(() -> configuration.answer(Map.of("op", "get", "pid", "acme.line-../x")))
        .isInstanceOf(Refused.class);
  }

  /** A plugin that runs with whatever it is given, or refuses it. */
  private record Says(Optional<String> refusal) implements Verdicts {
    @Override
    public Optional<String> problem(String pid) {
      return refusal;
    }

    @Override
    public boolean judges(String pid) {
      return true;
    }

    @Override
    public boolean settledSince(String pid, long since) {
      return true;
    }
  }

  @Test
  void whatThePluginItselfRefusesIsTakenOutOfTheFileAgain() throws Exception {
    Path line = Files.writeString(folder.resolve("acme.line-north.cfg"), "speed = 3\n");
    Map<String, Object> request =
        Map.of("op", "set", "pid", "acme.line-north", "values", Map.of("speed", "900"));
    Configuration refusing =
        new Configuration(
            lines(),
            folder,
            folder.resolve("history"),
            new Says(Optional.of("speed must be 1 to 99, was 900")));
    assertThatThrownBy(() -> refusing.answer(request))
        .isInstanceOf(Refused.class)
        .hasMessage("speed must be 1 to 99, was 900");
    assertThat(line).hasContent("speed = 3\n");
    assertThat(new ConfigFile(folder, folder.resolve("history"), "acme.line-north").history())
        .isEmpty();
  }

  @Test
  void aNewOneOfAKindThatIsRefusedLeavesNoFile() {
    Configuration refusing =
        new Configuration(
            lines(),
            folder,
            folder.resolve("history"),
            new Says(Optional.of("speed must be 1 to 99, was 900")));
    assertThatThrownBy(
            () ->
                refusing.answer(
                    Map.of("op", "set", "pid", "acme.line-new", "values", Map.of("speed", "900"))))
        .isInstanceOf(Refused.class);
    // an empty one would be a line with all its defaults
    assertThat(folder.resolve("acme.line-new.cfg")).doesNotExist();
  }

  @Test
  void theCloudHasNoSayInWhatIsTheAgentsOwn() {
    Configuration configuration =
        new Configuration(lines(), folder, folder.resolve("history"), new Says(Optional.empty()));
    assertThatThrownBy(
            () -> configuration.answerCloud(Map.of("op", "get", "pid", "acme.line-north")))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("configured on the gateway");
  }

  /** A bundle that describes one kind of configuration of which there may be several. */
  private static Schemas lines() {
    AttributeDefinition speed =
        Fakes.of(
            AttributeDefinition.class,
            Map.of("getID", "speed", "getType", AttributeDefinition.INTEGER));
    ObjectClassDefinition line =
        Fakes.of(
            ObjectClassDefinition.class,
            Map.of(
                "getName", "Line", "getAttributeDefinitions", new AttributeDefinition[] {speed}));
    MetaTypeInformation information =
        Fakes.of(
            MetaTypeInformation.class,
            Map.of(
                "getPids",
                new String[0],
                "getFactoryPids",
                new String[] {"acme.line"},
                "getObjectClassDefinition",
                line));
    Bundle[] bundles = {Fakes.of(Bundle.class, Map.of())};
    return new Schemas(
        Fakes.of(BundleContext.class, Map.of("getBundles", bundles)),
        Fakes.of(MetaTypeService.class, Map.of("getMetaTypeInformation", information)));
  }

  @Test
  void withoutAChangeThereIsNothingToGoBackTo() {
    assertThatThrownBy(() -> config.rollBack(null))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("never changed");
  }

  @Test
  void aValueThatDoesNotFitIsRefusedByItsField() {
    Schema schema =
        new Schema(
            "acme.pump",
            "Pump",
            true,
            List.of(
                new Schema.Attribute(
                    "poll.time.ms", "integer", "1000", List.of(), "", v -> Optional.empty()),
                new Schema.Attribute(
                    "unit", "text", "K", List.of("K", "Cel"), "", v -> Optional.empty())));
    assertThatThrownBy(() -> schema.check(Map.of("poll.time.ms", "often")))
        .isInstanceOf(Refused.class)
        .hasMessage("poll.time.ms must be an integer, was 'often'");
    assertThatThrownBy(() -> schema.check(Map.of("unit", "F")))
        .hasMessage("unit must be one of [K, Cel], was 'F'");
    assertThatThrownBy(() -> schema.check(Map.of("polltime", "1")))
        .hasMessageContaining("no key 'polltime'");
  }

  @Test
  void secretsAreMaskedAndPathsToThemAreNot() {
    assertThat(Secrets.masked("snmp.community", "public")).isEqualTo("********");
    assertThat(Secrets.masked("mqtt.password", "x")).isEqualTo("********");
    assertThat(Secrets.masked("password.file", "/a/b")).isEqualTo("/a/b");
    assertThat(Secrets.masked("unit", "K")).isEqualTo("K");
  }

  @Test
  void theFirstChangeCanBeTakenBackToo() throws Exception {
    Files.delete(file);
    config.set(Map.of("poll.time.ms", "500"));
    assertThat(config.rollBack(null)).isEqualTo(1);
    assertThat(config.values()).isEmpty();
  }
}
