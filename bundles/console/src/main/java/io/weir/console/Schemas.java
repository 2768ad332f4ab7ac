package io.weir.console;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.MetaTypeInformation;
import org.osgi.service.metatype.MetaTypeService;
import org.osgi.service.metatype.ObjectClassDefinition;

/**
 * The schemas of all bundles that run, read when asked, so that a plugin that came a moment ago is
 * there. Any thread.
 */
final class Schemas {
  // where the deployer puts plugins
  private static final String PLUGIN_LOCATION = "weir-plugin:";
  // every plugin has them, for it is the host that reads them
  private static final List<Schema.Attribute> OF_THE_HOST = ofTheHost();
  private final BundleContext context;
  private final MetaTypeService metatype;

  Schemas(BundleContext context, MetaTypeService metatype) {
    this.context = context;
    this.metatype = metatype;
  }

  /** The schema of one bundle's configuration. */
  Optional<Schema> of(Bundle bundle, String pid) {
    MetaTypeInformation information = metatype.getMetaTypeInformation(bundle);
    return information == null || !names(information).contains(pid)
        ? Optional.empty()
        : Optional.of(schema(bundle, pid, information.getObjectClassDefinition(pid, null)));
  }

  private static List<String> names(MetaTypeInformation information) {
    var names = new ArrayList<>(List.of(information.getPids()));
    names.addAll(List.of(information.getFactoryPids()));
    return names;
  }

  List<Schema> all() {
    return all(MetaTypeInformation::getPids);
  }

  /** Those of which there may be several configurations, or none. */
  List<Schema> factories() {
    return all(MetaTypeInformation::getFactoryPids);
  }

  private List<Schema> all(Function<MetaTypeInformation, String[]> kind) {
    var schemas = new TreeMap<String, Schema>();
    for (Bundle bundle : context.getBundles()) {
      MetaTypeInformation information = metatype.getMetaTypeInformation(bundle);
      if (information != null) {
        for (String pid : kind.apply(information)) {
          schemas.put(pid, schema(bundle, pid, information.getObjectClassDefinition(pid, null)));
        }
      }
    }
    return List.copyOf(schemas.values());
  }

  Schema of(String pid) throws Refused {
    return all().stream()
        .filter(s -> s.pid().equals(pid))
        .findFirst()
        .orElseThrow(
            () -> new Refused("nothing is configured under '" + pid + "'; see 'weir config list'"));
  }

  private static Schema schema(Bundle bundle, String pid, ObjectClassDefinition definition) {
    var attributes = new ArrayList<Schema.Attribute>();
    for (AttributeDefinition a : definition.getAttributeDefinitions(ObjectClassDefinition.ALL)) {
      attributes.add(attribute(a));
    }
    boolean plugin = String.valueOf(bundle.getLocation()).startsWith(PLUGIN_LOCATION);
    if (plugin) {
      OF_THE_HOST.stream()
          .filter(more -> attributes.stream().noneMatch(a -> a.key().equals(more.key())))
          .forEach(attributes::add);
    }
    return new Schema(pid, definition.getName(), plugin, attributes);
  }

  private static List<Schema.Attribute> ofTheHost() {
    var all = new ArrayList<Schema.Attribute>();
    all.add(
        ofTheHost(
            "processing", "text", "Rules that shape the readings before they are published."));
    all.add(ofTheHost("isolation", "text", "'process' gives it a JVM of its own."));
    all.add(ofTheHost("isolation.memory.mb", "integer", "The heap of that JVM."));
    for (String limit :
        List.of(
            "cpu.percent",
            "allocation.mb.per.second",
            "over.budget.ms",
            "readings.per.second",
            "metrics",
            "threads",
            "period.floor.ms",
            "describe.ms",
            "sample.ms",
            "command.ms",
            "long.command.ms",
            "command.queue",
            "stuck.ms",
            "stuck.per.hour")) {
      String doc = limit + " of io.weir.host, for this plugin alone.";
      all.add(ofTheHost("budget." + limit, "integer", doc));
    }
    return List.copyOf(all);
  }

  private static Schema.Attribute ofTheHost(String key, String type, String doc) {
    return new Schema.Attribute(key, type, "", List.of(), doc, value -> Optional.empty());
  }

  private static Schema.Attribute attribute(AttributeDefinition a) {
    String[] preset = a.getDefaultValue();
    String[] choices = a.getOptionValues();
    return new Schema.Attribute(
        a.getID(),
        type(a.getType()),
        preset == null ? "" : String.join(",", preset),
        choices == null ? List.of() : Arrays.asList(choices),
        a.getDescription() == null ? "" : a.getDescription(),
        value -> Optional.ofNullable(a.validate(value)).filter(s -> !s.isEmpty()));
  }

  private static String type(int type) {
    return switch (type) {
      case AttributeDefinition.LONG,
          AttributeDefinition.INTEGER,
          AttributeDefinition.SHORT,
          AttributeDefinition.BYTE ->
          "integer";
      case AttributeDefinition.DOUBLE, AttributeDefinition.FLOAT -> "number";
      case AttributeDefinition.BOOLEAN -> "boolean";
      default -> "text";
    };
  }
}
