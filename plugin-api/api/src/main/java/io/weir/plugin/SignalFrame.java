package io.weir.plugin;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Densely sampled signals (vibration, an ADC) as one block: where a reading for each sample would
 * cost a name and a time each, a frame has one of both. Immutable; any thread.
 *
 * @param stream the stream's key, named like a metric
 * @param start the time of the first sample
 * @param interval from one sample to the next, 1 ns or longer
 * @param channels in the order of their samples, at least one
 * @param encoding of each sample
 * @param layout how the channels lie in the bytes
 * @param samples the bytes, little-endian, at most 192 KiB; copied in and out
 */
public record SignalFrame(
    String stream,
    Instant start,
    Duration interval,
    List<SignalChannel> channels,
    Encoding encoding,
    Layout layout,
    byte[] samples) {

  /** How a sample is written, little-endian. */
  public enum Encoding {
    FLOAT32(4),
    INT16(2),
    UINT16(2),
    INT32(4);

    private final int bytes;

    Encoding(int bytes) {
      this.bytes = bytes;
    }

    /** Bytes in each sample. */
    public int bytes() {
      return bytes;
    }
  }

  /** How the channels lie in the bytes. */
  public enum Layout {
    /** The first sample of all channels, then the second. */
    INTERLEAVED,
    /** All samples of the first channel, then of the second. */
    PLANAR
  }

  /** The most bytes that fit a message on the bus. */
  public static final int MAX_BYTES = 192 * 1024;

  private static final Pattern STREAM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9:./_-]{0,255}");

  /**
   * @throws IllegalArgumentException if a part is out of its range, or the bytes are no whole
   *     number of samples of every channel
   */
  public SignalFrame {
    Check.matches("stream", stream, STREAM.pattern());
    Objects.requireNonNull(start, "start");
    Check.that("interval", interval.toNanos() > 0, "1 ns or longer", interval);
    channels = List.copyOf(channels);
    Check.size("channels", channels, 1, 64);
    Objects.requireNonNull(layout, "layout");
    int row = encoding.bytes() * channels.size();
    Check.range("samples.length", samples.length, row, MAX_BYTES);
    Check.that("samples.length", samples.length % row == 0, "a multiple of " + row, samples.length);
    samples = samples.clone();
  }

  /**
   * A frame of 16-bit samples.
   *
   * @param planes the samples of each channel, all of the same length
   */
  public static SignalFrame of(
      String stream,
      Instant start,
      Duration interval,
      List<SignalChannel> channels,
      short[]... planes) {
    ByteBuffer bytes = buffer(planes.length == 0 ? 0 : planes[0].length, planes.length, 2);
    for (short[] plane : planes) {
      Check.that("planes", plane.length == planes[0].length, "of one length", plane.length);
      bytes.asShortBuffer().put(plane);
      bytes.position(bytes.position() + 2 * plane.length);
    }
    return planar(stream, start, interval, channels, Encoding.INT16, planes.length, bytes);
  }

  /**
   * A frame of 32-bit floating-point samples.
   *
   * @param planes the samples of each channel, all of the same length
   */
  public static SignalFrame of(
      String stream,
      Instant start,
      Duration interval,
      List<SignalChannel> channels,
      float[]... planes) {
    ByteBuffer bytes = buffer(planes.length == 0 ? 0 : planes[0].length, planes.length, 4);
    for (float[] plane : planes) {
      Check.that("planes", plane.length == planes[0].length, "of one length", plane.length);
      bytes.asFloatBuffer().put(plane);
      bytes.position(bytes.position() + 4 * plane.length);
    }
    return planar(stream, start, interval, channels, Encoding.FLOAT32, planes.length, bytes);
  }

  /** Samples of each channel. */
  public int count() {
    return samples.length / (encoding.bytes() * channels.size());
  }

  @Override
  public byte[] samples() {
    return samples.clone();
  }

  private static ByteBuffer buffer(int samples, int channels, int bytes) {
    return ByteBuffer.allocate(samples * channels * bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static SignalFrame planar(
      String stream,
      Instant start,
      Duration interval,
      List<SignalChannel> channels,
      Encoding encoding,
      int planes,
      ByteBuffer bytes) {
    Check.that("planes", planes == channels.size(), "one for each channel", planes);
    return new SignalFrame(
        stream, start, interval, channels, encoding, Layout.PLANAR, bytes.array());
  }
}
