package io.weir.fleet.series;

import io.weir.uplink.proto.SignalChannel;
import io.weir.uplink.proto.SignalFrame;
import io.weir.uplink.proto.SignalLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Collects the samples of one channel out of signal frames, within a budget: themselves while they
 * are few, else minimum, maximum and mean in buckets of equal width, so that no peak is lost. One
 * thread.
 */
public final class Samples {

  private final String stream;
  private final String wanted;
  private final double from;
  private final double to;
  private final double[] times;
  private final double[] values;
  private final double[] min;
  private final double[] max;
  private final double[] sum;
  private final long[] counts;
  private final Set<String> channels = new LinkedHashSet<>();
  private String channel = "";
  private String unit = "";
  private int raw;
  private long count;

  /**
   * @param stream with its base name
   * @param channel empty for the first of the stream
   * @param from seconds since 1970, as to; both included
   * @param budget how many samples or buckets there may be
   */
  public Samples(String stream, String channel, double from, double to, int budget) {
    this.stream = stream;
    this.wanted = channel;
    this.from = from;
    this.to = to;
    times = new double[budget];
    values = new double[budget];
    min = new double[budget];
    max = new double[budget];
    sum = new double[budget];
    counts = new long[budget];
  }

  /** Takes a frame that may be of another stream; the frames come in the order of time. */
  public void add(SignalFrame frame) {
    if (!frame.getStream().equals(stream)) {
      return;
    }
    frame.getChannelsList().forEach(each -> channels.add(each.getKey()));
    for (int i = 0; i < frame.getChannelsCount(); i++) {
      SignalChannel each = frame.getChannels(i);
      if (wanted.isEmpty() && i == 0 || each.getKey().equals(wanted)) {
        channel = each.getKey();
        unit = each.getUnit();
        add(frame, i, each);
        return;
      }
    }
  }

  private void add(SignalFrame frame, int index, SignalChannel of) {
    ByteBuffer data = frame.getSamples().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    int width = width(frame);
    int rows = ofEach(frame);
    boolean planar = frame.getLayout() == SignalLayout.PLANAR;
    double scale = of.getScale() == 0 ? 1 : of.getScale();
    for (int row = 0; row < rows; row++) {
      double time = (frame.getStartNs() + row * (double) frame.getIntervalNs()) / 1e9;
      if (time >= from && time <= to) {
        int at = planar ? index * rows + row : row * frame.getChannelsCount() + index;
        take(time, number(frame, data, at * width) * scale + of.getOffset());
      }
    }
  }

  /**
   * How many samples of each channel a frame holds.
   *
   * @throws IllegalArgumentException if its encoding is not known
   */
  public static int ofEach(SignalFrame frame) {
    int row = width(frame) * frame.getChannelsCount();
    return row == 0 ? 0 : frame.getSamples().size() / row;
  }

  private static int width(SignalFrame frame) {
    return switch (frame.getEncoding()) {
      case FLOAT32_LE, INT32_LE -> 4;
      case INT16_LE, UINT16_LE -> 2;
      case SIGNAL_ENCODING_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException(
              "a frame has no known encoding: " + frame.getEncodingValue());
    };
  }

  private static double number(SignalFrame frame, ByteBuffer data, int at) {
    return switch (frame.getEncoding()) {
      case FLOAT32_LE -> data.getFloat(at);
      case INT32_LE -> data.getInt(at);
      case INT16_LE -> data.getShort(at);
      case UINT16_LE -> Short.toUnsignedInt(data.getShort(at));
      case SIGNAL_ENCODING_UNSPECIFIED, UNRECOGNIZED -> Double.NaN;
    };
  }

  private void take(double time, double value) {
    if (!Double.isFinite(value)) {
      return; // a float that is none has no place in JSON, nor in a minimum
    }
    if (raw < times.length) {
      times[raw] = time;
      values[raw] = value;
      raw++;
    }
    int bucket = (int) Math.min(times.length - 1, (time - from) / width());
    min[bucket] = counts[bucket] == 0 ? value : Math.min(min[bucket], value);
    max[bucket] = counts[bucket] == 0 ? value : Math.max(max[bucket], value);
    sum[bucket] += value;
    counts[bucket]++;
    count++;
  }

  private double width() {
    return to > from ? (to - from) / times.length : 1;
  }

  /** Whether the samples themselves are given, as they are no more than the budget. */
  public boolean isRaw() {
    return count <= times.length;
  }

  public String channel() {
    return channel;
  }

  public String unit() {
    return unit;
  }

  /** All channels of the stream that were seen. */
  public List<String> channels() {
    return new ArrayList<>(channels);
  }

  /** Of the samples, or the beginnings of the buckets that hold some: seconds since 1970. */
  public double[] times() {
    if (isRaw()) {
      return Arrays.copyOf(times, raw);
    }
    return filled().mapToDouble(i -> from + i * width()).toArray();
  }

  public double[] values() {
    return Arrays.copyOf(values, raw);
  }

  public double[] min() {
    return filled().mapToDouble(i -> min[i]).toArray();
  }

  public double[] max() {
    return filled().mapToDouble(i -> max[i]).toArray();
  }

  public double[] mean() {
    return filled().mapToDouble(i -> sum[i] / counts[i]).toArray();
  }

  /** How many samples each bucket holds. */
  public long[] counts() {
    return filled().mapToLong(i -> counts[i]).toArray();
  }

  private IntStream filled() {
    return IntStream.range(0, counts.length).filter(i -> counts[i] > 0);
  }
}
