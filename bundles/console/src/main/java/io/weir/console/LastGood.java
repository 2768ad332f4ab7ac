package io.weir.console;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationPlugin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.metatype.MetaTypeService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between the configuration files and the components (Compendium s104.9): a value that does
 * not fit, however it came into the file, does not reach its component, which goes on with what it
 * last worked with. Called by threads of the configuration admin and of the bus.
 */
@Component(
    immediate = true,
    service = {LastGood.class, ConfigurationPlugin.class},
    // before others that only read (s104.9.4)
    property = "service.cmRanking:Integer=500")
public final class LastGood implements ConfigurationPlugin, Verdicts {
  private static final Logger LOG = LoggerFactory.getLogger(LastGood.class);
  private static final String PLUGIN_SERVICE = "io.weir.plugin.SensorPlugin";
  private final Schemas schemas;
  private final ConfigurationAdmin admin;
  private final ComponentStates components;
  private final OwnTrials trials;
  private final BundleContext context;
  private final GoodValues good;
  private final Judgement judgement = new Judgement();
  private final Map<String, String> pids = new ConcurrentHashMap<>();
  private final Set<String> own = ConcurrentHashMap.newKeySet();
  private volatile Runnable changed = () -> {};

  @Activate
  public LastGood(
      @Reference MetaTypeService metatype,
      @Reference ConfigurationAdmin admin,
      @Reference ServiceComponentRuntime components,
      BundleContext context) {
    this.schemas = new Schemas(context, metatype);
    this.admin = admin;
    this.components = new ComponentStates(components);
    this.context = context;
    this.good = new GoodValues(Path.of(context.getProperty("weir.data"), "config-good"));
    this.trials = new OwnTrials(this.components, new OwnJudge());
  }

  /** Of the agent's own components, on the thread that looks after them. */
  private final class OwnJudge implements OwnTrials.Judge {
    @Override
    public void runs(String pid) {
      LastGood.this.runs(pid, System.nanoTime(), System.nanoTime());
    }

    @Override
    public void fails(String pid, String why) {
      LastGood.this.fails(pid, why, System.nanoTime());
    }
  }

  @Deactivate
  void close() {
    trials.close();
  }

  /** Tells whoever announces configurations that one changed. */
  void whenChanged(Runnable listener) {
    changed = listener;
  }

  @Override
  public void modifyConfiguration(
      ServiceReference<?> reference, Dictionary<String, Object> properties) {
    if (reference == null || reference.getBundle() == null) {
      return;
    }
    String pid = String.valueOf(properties.get("service.pid"));
    fileOf(properties).ifPresent(name -> pids.put(name, pid));
    Object factory = properties.get("service.factoryPid");
    schemas
        .of(reference.getBundle(), factory == null ? pid : String.valueOf(factory))
        .ifPresent(
            schema -> {
              Map<String, String> chosen = choose(pid, schema, properties);
              if (isOwn(schema)) {
                own.add(pid);
                trials.begin(reference.getBundle(), pid, chosen);
              }
            });
  }

  /** Of the agent, not of a plugin, which tells how it is, and not of the framework's bundles. */
  private static boolean isOwn(Schema schema) {
    return !schema.plugin() && schema.pid().startsWith("io.weir.");
  }

  /** The name of the file that a configuration stands in; of one of a kind it is not its PID. */
  private static Optional<String> fileOf(Dictionary<String, Object> properties) {
    return Optional.ofNullable(properties.get("felix.fileinstall.filename"))
        .map(name -> name.toString().replaceFirst("^.*/", "").replaceFirst("\\.cfg$", ""));
  }

  private String pid(String name) {
    return pids.getOrDefault(name, name);
  }

  private synchronized Map<String, String> choose(
      String pid, Schema schema, Dictionary<String, Object> properties) {
    Map<String, String> given = given(schema, properties);
    Optional<String> broken = schema.broken(given);
    Optional<String> before = judgement.problem(pid);
    Map<String, String> chosen = judgement.choose(pid, given, broken, good(pid), System.nanoTime());
    if (!chosen.equals(given)) {
      schema.attributes().forEach(a -> properties.remove(a.key()));
      chosen.forEach(properties::put);
      Optional<String> problem = judgement.problem(pid);
      if (!problem.equals(before)) {
        LOG.atWarn().addKeyValue("pid", pid).log("{}", problem.orElse(""));
      }
    }
    changed.run();
    return chosen;
  }

  private static Map<String, String> given(Schema schema, Dictionary<String, Object> properties) {
    var given = new HashMap<String, String>();
    for (Schema.Attribute attribute : schema.attributes()) {
      Object value = properties.get(attribute.key());
      if (value instanceof String text && text.isEmpty() && !attribute.type().equals("text")) {
        // "key =" in a file: its default holds
        properties.remove(attribute.key());
      } else if (value instanceof String || value instanceof Number || value instanceof Boolean) {
        given.put(attribute.key(), value.toString());
      }
    }
    return given;
  }

  /** What a service says of itself tells whether it can work with what it was given. */
  void heard(String service, Map<String, Object> heartbeat) {
    long now = System.nanoTime();
    long uptimeMs = heartbeat.get("uptimeMs") instanceof Number n ? n.longValue() : 0;
    long begun = now - uptimeMs * 1_000_000;
    String state = String.valueOf(heartbeat.get("state"));
    for (ServiceReference<?> reference : references("(weir.plugin.name=" + service + ")")) {
      for (String pid : pids(reference)) {
        if (state.equals("RUNNING")) {
          runs(pid, begun, now);
        } else if (state.equals("FAILED")) {
          components
              .failure(reference.getBundle(), pid)
              .or(() -> refusal(ComponentStates.sentence(String.valueOf(heartbeat.get("reason")))))
              .ifPresent(why -> fails(pid, why, begun));
        }
      }
    }
  }

  /**
   * The sentence of {@code Check}, by which the host and plugins in a process of their own refuse
   * values. A plugin that took too long or ran out of memory has not judged them.
   */
  private static Optional<String> refusal(String reason) {
    return reason.contains(" must be ") ? Optional.of(reason) : Optional.empty();
  }

  private synchronized void runs(String pid, long begun, long now) {
    judgement
        .runs(pid, begun, now)
        .ifPresent(
            values -> {
              try {
                good.save(pid, values);
              } catch (IOException e) {
                LOG.atWarn().addKeyValue("pid", pid).setCause(e).log("not kept as the last good");
              }
              changed.run();
            });
  }

  private void fails(String pid, String why, long begun) {
    boolean again;
    synchronized (this) {
      again = judgement.fails(pid, why, good(pid), begun);
    }
    if (again) {
      try {
        Configuration configuration = admin.getConfiguration(pid, "?");
        configuration.update(configuration.getProperties());
      } catch (IOException e) {
        LOG.atWarn().addKeyValue("pid", pid).setCause(e).log("the last good cannot be given");
      }
    }
  }

  private Optional<Map<String, String>> good(String pid) {
    try {
      return good.of(pid);
    } catch (IOException e) {
      LOG.atWarn().addKeyValue("pid", pid).setCause(e).log("the last good cannot be read");
      return Optional.empty();
    }
  }

  @Override
  public synchronized Optional<String> problem(String name) {
    return judgement.problem(pid(name));
  }

  /** What is wrong with the configuration of a service. */
  Optional<String> problemOfService(String service) {
    return references("(weir.plugin.name=" + service + ")").stream()
        .flatMap(reference -> pids(reference).stream())
        .flatMap(pid -> problem(pid).stream())
        .findFirst();
  }

  @Override
  public boolean judges(String name) {
    String pid = pid(name);
    // the broker's takes away the connection on which somebody waits for the verdict
    if (!pid.equals("io.weir.broker") && (own.contains(pid) || isOwn(pid))) {
      return true;
    }
    return references(null).stream().anyMatch(reference -> pids(reference).contains(pid));
  }

  /** Also of one that nobody configured so far. */
  private boolean isOwn(String pid) {
    return Arrays.stream(context.getBundles())
        .filter(bundle -> bundle.getState() == Bundle.ACTIVE)
        .anyMatch(bundle -> schemas.of(bundle, pid).filter(LastGood::isOwn).isPresent());
  }

  @Override
  public synchronized boolean settledSince(String name, long since) {
    return judgement.settledSince(pid(name), since);
  }

  private Collection<? extends ServiceReference<?>> references(String filter) {
    try {
      ServiceReference<?>[] found = context.getAllServiceReferences(PLUGIN_SERVICE, filter);
      return found == null ? List.of() : List.of(found);
    } catch (org.osgi.framework.InvalidSyntaxException e) {
      // a name that is no name of a service
      LOG.atDebug().setCause(e).log("not a filter");
      return List.of();
    }
  }

  private static List<String> pids(ServiceReference<?> reference) {
    Object pid = reference.getProperty("service.pid");
    if (pid instanceof String one) {
      return List.of(one);
    }
    if (pid instanceof Collection<?> many) {
      return many.stream().map(String::valueOf).toList();
    }
    if (pid instanceof String[] many) {
      return List.of(many);
    }
    Object component = reference.getProperty("component.name");
    return component == null ? List.of() : List.of(component.toString());
  }
}
