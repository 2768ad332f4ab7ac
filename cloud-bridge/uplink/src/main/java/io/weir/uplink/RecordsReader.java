package io.weir.uplink;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.weir.senml.ResolvedRecord;
import io.weir.uplink.proto.Records;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Turns a {@link Records} message into records, trusting none of its numbers. Any thread. */
final class RecordsReader {

  private RecordsReader() {}

  /** Counts the names before they become objects, each many times its bytes. */
  static void checkNames(byte[] plain) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(plain);
    int names = 0;
    int tag = in.readTag();
    while (tag != 0) {
      if (WireFormat.getTagFieldNumber(tag) == Records.NAMES_FIELD_NUMBER
          || WireFormat.getTagFieldNumber(tag) == Records.UNITS_FIELD_NUMBER) {
        names++;
      }
      if (names > 2 * RecordsCodec.MAX_RECORDS) {
        throw new SegmentException(
            "expected at most a name and a unit for each of " + RecordsCodec.MAX_RECORDS);
      }
      // a group is never written here, and skipping one would recurse
      if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_START_GROUP || !in.skipField(tag)) {
        throw new SegmentException("expected no groups, found tag " + tag);
      }
      tag = in.readTag();
    }
  }

  static List<ResolvedRecord> read(Records message) {
    int series = message.getNamesCount();
    beside("unit", message.getUnitCount(), series);
    beside("shape", message.getShapeCount(), series);
    beside("time", message.getTimeCount(), series);
    List<ResolvedRecord> records = new ArrayList<>(checkedSize(message, series));
    ByteSource in = new ByteSource(message.getColumns().toByteArray());
    double[][] times = times(message, in);
    for (int i = 0; i < series; i++) {
      int unit = message.getUnitCount() == 0 ? 0 : message.getUnit(i);
      new SeriesReader(
              message.getPrefix() + message.getNames(i),
              message.getUnits(DoubleColumn.place(unit, message.getUnitsCount())),
              message.getShapeCount() == 0 ? 0 : message.getShape(i),
              times[timeOf(message, i)])
          .read(in, records);
    }
    if (in.remaining() > 0) {
      throw new SegmentException(
          "columns: expected an end, found " + in.remaining() + " bytes more");
    }
    return records;
  }

  private static void beside(String field, int count, int series) {
    if (count != 0 && count != series) {
      throw new SegmentException(
          field + ": expected none or " + series + " entries, found " + count);
    }
  }

  private static int timeOf(Records message, int series) {
    int time = message.getTimeCount() == 0 ? 0 : message.getTime(series);
    return DoubleColumn.place(time, message.getTimeCountsCount());
  }

  /** Before anything is allocated: the records that the message stands for, and their times. */
  private static int checkedSize(Records message, int series) {
    long records = 0;
    for (int i = 0; i < series; i++) {
      records += Integer.toUnsignedLong(message.getTimeCounts(timeOf(message, i)));
    }
    long times = 0;
    for (int count : message.getTimeCountsList()) {
      times += Integer.toUnsignedLong(count);
    }
    if (records > RecordsCodec.MAX_RECORDS || times > RecordsCodec.MAX_RECORDS) {
      throw new SegmentException(
          "expected at most %d records, found %d with %d times"
              .formatted(RecordsCodec.MAX_RECORDS, records, times));
    }
    // a name is copied with its prefix: bound what that can grow to
    long names = (long) series * message.getPrefix().length();
    if (names > RecordsCodec.MAX_INFLATED) {
      throw new SegmentException("expected a shorter prefix, found " + names + " bytes of names");
    }
    return (int) records;
  }

  private static double[][] times(Records message, ByteSource in) {
    double[][] times = new double[message.getTimeCountsCount()][];
    for (int i = 0; i < times.length; i++) {
      times[i] = DoubleColumn.decode(in, message.getTimeCounts(i));
    }
    return times;
  }
}
