package io.weir.bench;

import io.weir.senml.ResolvedRecord;
import io.weir.senml.SenmlWriter;
import io.weir.senml.Value;
import io.weir.uplink.RecordsCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** The three ways to write a piece of a series, each as small as it gets. */
final class Encodings {
  static final String BASE = "urn:cpt:device:sn:GW-000123:";

  private Encodings() {}

  /** What a Weir segment holds: name, unit, times, values. */
  static int weir(Samples samples, int from, int to) {
    return RecordsCodec.encode(records(samples, from, to)).length;
  }

  /** Times and values as Gorilla has them, then Deflate at its best level. No name, no unit. */
  static int gorilla(Samples samples, int from, int to) {
    Bits bits = new Bits();
    Gorilla gorilla = new Gorilla(bits);
    for (int i = from; i < to; i++) {
      gorilla.add(samples.timesMs()[i], samples.values()[i]);
    }
    return deflated(bits.toByteArray());
  }

  /** The SenML pack in JSON under gzip. */
  static int senml(List<ResolvedRecord> records) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(SenmlWriter.write(BASE, records));
    } catch (IOException e) {
      throw new IllegalStateException("an array in memory takes every byte", e);
    }
    return bytes.size();
  }

  static List<ResolvedRecord> records(Samples samples, int from, int to) {
    List<ResolvedRecord> records = new ArrayList<>(to - from);
    for (int i = from; i < to; i++) {
      records.add(record(samples, i));
    }
    return records;
  }

  static ResolvedRecord record(Samples samples, int i) {
    return ResolvedRecord.of(
        BASE + samples.name(),
        samples.unit(),
        samples.timesMs()[i] / 1000.0,
        new Value.Number(samples.values()[i]));
  }

  private static int deflated(byte[] plain) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    try {
      deflater.setInput(plain);
      deflater.finish();
      return deflater.deflate(Arrays.copyOf(plain, 2 * plain.length + 64));
    } finally {
      deflater.end();
    }
  }
}
