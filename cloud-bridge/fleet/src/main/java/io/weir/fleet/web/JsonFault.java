package io.weir.fleet.web;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.util.stream.Collectors;

/** Says what is wrong with a body that was to be JSON: the field, and the place. Stateless. */
final class JsonFault {
  private JsonFault() {}

  static Problem of(JacksonException fault) {
    String field = fault instanceof JsonMappingException mapping ? field(mapping) : "";
    return Problem.invalid(field.isEmpty() ? null : field, what(fault, field) + place(fault));
  }

  private static String what(JacksonException fault, String field) {
    if (fault instanceof UnrecognizedPropertyException unknown) {
      return "\""
          + unknown.getPropertyName()
          + "\" is not known here; known are "
          + unknown.getKnownPropertyIds().stream()
              .map(String::valueOf)
              .sorted()
              .collect(Collectors.joining(", "));
    }
    if (fault instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
      return (field.isEmpty() ? "expected " : field + " must be ")
          + words(mismatch.getTargetType());
    }
    return "expected a JSON object: " + fault.getOriginalMessage();
  }

  private static String words(Class<?> type) {
    if (type == Integer.class || type == Long.class) {
      return "a whole number";
    }
    return type == String.class ? "a text" : "a JSON object";
  }

  /** The way to the field, "" for the body itself. */
  private static String field(JsonMappingException fault) {
    return fault.getPath().stream()
        .map(
            step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
        .collect(Collectors.joining("."));
  }

  private static String place(JacksonException fault) {
    JsonLocation at = fault.getLocation();
    return at == null || at.getLineNr() < 1
        ? ""
        : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
  }
}
