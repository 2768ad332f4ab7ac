package io.weir.plugin.binding;

import io.weir.plugin.Constraint;
import io.weir.plugin.InvalidArgument;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Turns the members of a JSON object into a record, and back. Pure; any thread. */
public final class Arguments {

  private Arguments() {}

  /**
   * Makes the record. A missing or null member is null, an empty list where the component is a
   * list, and an error where it is primitive. Members that the record does not have are an error: a
   * misspelt argument must not pass in silence.
   *
   * @param json the object's members
   * @throws InvalidArgument naming the member, {@code limits.low} for a nested one
   */
  public static <Q extends Record> Q bind(Class<Q> type, Map<String, ?> json) {
    RecordComponent[] components = type.getRecordComponents();
    refuseUnknown(type, components, json);
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      String name = components[i].getName();
      values[i] = Values.read(name, components[i].getGenericType(), json.get(name));
    }
    return construct(type, values);
  }

  /** The record's components as the members of a JSON object, in order; nulls are left out. */
  public static Map<String, Object> unbind(Record answer) {
    Map<String, Object> json = new LinkedHashMap<>();
    for (RecordComponent component : answer.getClass().getRecordComponents()) {
      Object value = Values.write(component(answer, component));
      if (value != null) {
        json.put(component.getName(), value);
      }
    }
    return json;
  }

  /**
   * Calls the record's constructor.
   *
   * @throws InvalidArgument whatever the constructor refused, and how
   */
  static <Q extends Record> Q construct(Class<Q> type, Object[] values) {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      Constructor<Q> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true); // a plugin's records need not be public
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof InvalidArgument invalid) {
        throw invalid;
      }
      throw refused(type, e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " cannot be constructed", e);
    }
  }

  private static InvalidArgument refused(Class<?> type, Throwable cause) {
    InvalidArgument invalid =
        new InvalidArgument(
            type.getSimpleName(),
            new Constraint.Other("a legal " + type.getSimpleName()),
            cause.getMessage() == null ? cause.toString() : cause.getMessage());
    invalid.initCause(cause);
    return invalid;
  }

  private static void refuseUnknown(
      Class<?> type, RecordComponent[] components, Map<String, ?> json) {
    List<String> known = Arrays.stream(components).map(RecordComponent::getName).toList();
    for (String name : json.keySet()) {
      if (!known.contains(name)) {
        String rule =
            known.isEmpty()
                ? "left out: there are no arguments"
                : known.stream().collect(Collectors.joining(", ", "one of ", ""));
        throw new InvalidArgument(
            name,
            new Constraint.OneOf(known),
            "argument name must be " + rule + ", was \"" + name + "\"");
      }
    }
  }

  private static Object component(Record record, RecordComponent component) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(component + " cannot be read", e);
    }
  }
}
