package io.weir.senml;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Locale;

/** One record from the stream, label by label (RFC 8428 s4.3 has the table of labels and types). */
final class RecordReader {

  private static final String TYPES = "RFC 8428 s4.3";

  private final JsonParser parser;
  private final String record;
  private String label;

  private String baseName;
  private Double baseTime;
  private String baseUnit;
  private Value baseValue;
  private Double baseSum;
  private Integer baseVersion;
  private String name;
  private String unit;
  private Value value;
  private Double sum;
  private Double time;
  private Double updateTime;
  private Quality quality;

  /**
   * @param parser stands on the record's first token
   * @param record the record's place, for messages
   */
  RecordReader(JsonParser parser, String record) {
    this.parser = parser;
    this.record = record;
  }

  SenmlRecord read() throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw new SenmlException(
          "RFC 8428 s5", record, "must be an object, is " + shown(parser.currentToken()));
    }
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      label = parser.currentName();
      parser.nextToken();
      field();
    }
    return new SenmlRecord(
        baseName,
        baseTime,
        baseUnit,
        baseValue,
        baseSum,
        baseVersion,
        name,
        unit,
        value,
        sum,
        time,
        updateTime,
        quality);
  }

  private void field() throws IOException {
    switch (label) {
      case "bn" -> baseName = string();
      case "bt" -> baseTime = number();
      case "bu" -> baseUnit = string();
      case "bv" -> baseValue = numeric();
      case "bs" -> baseSum = number();
      case "bver" -> baseVersion = version();
      case "n" -> name = string();
      case "u" -> unit = string();
      case "v" -> value(numeric());
      case "vs" -> value(new Value.Text(string()));
      case "vb" -> value(new Value.Bool(bool()));
      case "vd" -> value(new Value.Data(data()));
      case "s" -> sum = number();
      case "t" -> time = number();
      case "ut" -> updateTime = number();
      case "q" -> quality = quality();
      default -> unknown();
    }
  }

  private void value(Value next) {
    if (value != null) {
      throw new SenmlException(
          "RFC 8428 s4.2", place(), "must have one value field only, has a second");
    }
    value = next;
  }

  private void unknown() throws IOException {
    if (label.endsWith("_")) {
      throw new SenmlException(
          "RFC 8428 s4.4", place(), "must be understood to use this pack, and is unknown here");
    }
    parser.skipChildren();
  }

  private String string() throws IOException {
    expect(parser.currentToken() == JsonToken.VALUE_STRING, "a string");
    return Strings.check(parser.getText(), place());
  }

  private boolean bool() throws IOException {
    expect(parser.currentToken().isBoolean(), "a boolean");
    return parser.getBooleanValue();
  }

  private byte[] data() throws IOException {
    expect(parser.currentToken() == JsonToken.VALUE_STRING, "a string");
    return Strings.base64url(parser.getText(), place());
  }

  private double number() throws IOException {
    expect(parser.currentToken().isNumeric(), "a number");
    return Numbers.finite(parser.getText(), place());
  }

  private Value numeric() throws IOException {
    expect(parser.currentToken().isNumeric(), "a number");
    return Numbers.value(
        parser.getText(), parser.currentToken() == JsonToken.VALUE_NUMBER_INT, place());
  }

  private int version() throws IOException {
    double given = number();
    if (given != Math.rint(given) || given < 1) {
      throw new SenmlException(
          "RFC 8428 s4.3", place(), "must be a positive integer, is " + parser.getText());
    }
    if (given > SenmlPack.VERSION) {
      throw new SenmlException(
          "RFC 8428 s4.4",
          place(),
          "must be at most " + SenmlPack.VERSION + " to be understood, is " + parser.getText());
    }
    return (int) given;
  }

  /** Ours, so whatever else stands there is somebody else's extension and ignored (s4.4). */
  private Quality quality() throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      return switch (parser.getText()) {
        case "uncertain" -> Quality.UNCERTAIN;
        case "bad" -> Quality.BAD;
        default -> null;
      };
    }
    parser.skipChildren();
    return null;
  }

  private void expect(boolean met, String expected) {
    if (!met) {
      throw new SenmlException(
          TYPES, place(), "must be " + expected + ", is " + shown(parser.currentToken()));
    }
  }

  private String place() {
    return record + ", label \"" + label + "\"";
  }

  static String shown(JsonToken token) {
    if (token == null) {
      return "empty";
    }
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "a string";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      case VALUE_TRUE, VALUE_FALSE -> "a boolean";
      case VALUE_NULL -> "null";
      default -> token.name().toLowerCase(Locale.ROOT);
    };
  }
}
