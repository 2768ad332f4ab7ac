package io.weir.plugin.binding;

import io.weir.plugin.Constraint;
import io.weir.plugin.InvalidArgument;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds out what a record's constructor allows, by trying it: values that nothing allows at first
 * (NaN, the smallest integer, null), then for each refusal one that the refusing rule allows, until
 * the record can be made or nothing more is learnt.
 */
final class Probe {

  private final Class<? extends Record> type;
  private final Map<String, List<Constraint>> constraints = new HashMap<>();
  private final Set<String> required = new HashSet<>();
  private final Map<String, Integer> index = new HashMap<>();
  private final Object[] values;

  private Probe(Class<? extends Record> type) {
    this.type = type;
    RecordComponent[] components = type.getRecordComponents();
    values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      index.put(components[i].getName(), i);
      values[i] = impossible(components[i].getType());
    }
  }

  static Probe of(Class<? extends Record> type) {
    Probe probe = new Probe(type);
    while (probe.learn()) {
      // each round finds one more rule, and there are finitely many
    }
    return probe;
  }

  List<Constraint> constraints(String component) {
    return constraints.getOrDefault(component, List.of());
  }

  /** True if the constructor refused what stands for a member that is left out. */
  boolean required(String component) {
    return required.contains(component);
  }

  private boolean learn() {
    try {
      Arguments.construct(type, values);
      return false;
    } catch (InvalidArgument refusal) {
      Integer at = index.get(refusal.field());
      if (at == null || constraints(refusal.field()).contains(refusal.constraint())) {
        return false; // a rule over several components, or one that cannot be met here
      }
      constraints
          .computeIfAbsent(refusal.field(), f -> new ArrayList<>())
          .add(refusal.constraint());
      if (values[at] == null || List.of().equals(values[at])) { // a list left out is empty
        required.add(refusal.field());
      }
      Class<?> component = type.getRecordComponents()[at].getType();
      Object allowed = Allowed.by(refusal.constraint(), component);
      values[at] = allowed;
      return allowed != null;
    }
  }

  private static Object impossible(Class<?> type) {
    if (type == double.class || type == Double.class) {
      return Double.NaN;
    }
    if (type == long.class || type == Long.class) {
      return Long.MIN_VALUE;
    }
    if (type == int.class || type == Integer.class) {
      return Integer.MIN_VALUE;
    }
    if (type == boolean.class) {
      return false;
    }
    return type == List.class ? Collections.emptyList() : null;
  }
}
