package io.weir.senml;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes records as packs that stay below a size, for receivers that have a limit. Every pack
 * stands for itself: nothing is carried over from one to the next. Pure; any thread.
 */
public final class SenmlCutter {
  // [] and the head of an array of up to 2^32 records
  private static final int FRAME = 5;

  /**
   * @param packs in the order of the records
   * @param tooLarge records that alone are larger than a pack may be
   */
  public record Cut(List<byte[]> packs, List<ResolvedRecord> tooLarge) {
    public Cut {
      packs = List.copyOf(packs);
      tooLarge = List.copyOf(tooLarge);
    }
  }

  private final SenmlForm form;
  private final String baseName;
  private final Instant now;
  private final List<byte[]> packs = new ArrayList<>();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private String base;
  private int count;

  private SenmlCutter(SenmlForm form, String baseName, Instant now) {
    this.form = form;
    this.baseName = baseName;
    this.now = now;
  }

  /**
   * @param baseName becomes {@code bn} of each record that begins with it
   * @param maxBytes the size that no pack exceeds, from 64
   * @param now what a time before 2^28 is written relative to (s4.5.3)
   */
  public static Cut cut(
      SenmlForm form, String baseName, List<ResolvedRecord> records, int maxBytes, Instant now) {
    SenmlCutter cutter = new SenmlCutter(form, baseName, now);
    List<ResolvedRecord> tooLarge = new ArrayList<>();
    for (ResolvedRecord record : records) {
      if (!cutter.fits(record, maxBytes)) {
        cutter.end();
        if (!cutter.fits(record, maxBytes)) {
          tooLarge.add(record);
          continue;
        }
      }
      cutter.add(record);
    }
    cutter.end();
    return new Cut(cutter.packs, tooLarge);
  }

  private boolean fits(ResolvedRecord record, int maxBytes) {
    return FRAME + body.size() + 1 + bytes(record).length <= maxBytes;
  }

  private void add(ResolvedRecord record) {
    byte[] bytes = bytes(record);
    if (form == SenmlForm.JSON && count > 0) {
      body.write(',');
    }
    body.writeBytes(bytes);
    base = baseOf(record);
    count++;
  }

  private String baseOf(ResolvedRecord record) {
    return record.name().startsWith(baseName) && record.name().length() > baseName.length()
        ? baseName
        : "";
  }

  private byte[] bytes(ResolvedRecord record) {
    String mine = baseOf(record);
    return switch (form) {
      case JSON -> SenmlWriter.record(mine, record, now);
      // a base name holds for all that follows, so it is said when it changes
      case CBOR -> SenmlCbor.record(mine, !mine.equals(base), record, now);
    };
  }

  private void end() {
    if (count > 0) {
      ByteArrayOutputStream pack = new ByteArrayOutputStream(body.size() + FRAME);
      if (form == SenmlForm.JSON) {
        pack.write('[');
        pack.writeBytes(body.toByteArray());
        pack.write(']');
      } else {
        SenmlCbor.array(pack, count);
        pack.writeBytes(body.toByteArray());
      }
      packs.add(pack.toByteArray());
    }
    body.reset();
    base = null;
    count = 0;
  }
}
