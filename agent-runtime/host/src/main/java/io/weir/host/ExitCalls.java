package io.weir.host;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Redirects the calls of {@code System.exit} in a class file. A call names its target in the
 * constant pool (JVMS s4.4.2), so it is enough to let that one entry name another class; code stays
 * as it is, and method references go the same way. Pure; any thread.
 */
final class ExitCalls {
  private static final int POOL_COUNT = 8; // after magic and versions
  private static final int UTF8 = 1;
  private static final int CLASS = 7;
  private static final int METHOD = 10;
  private static final int MAX_POOL = 65_535;

  private final ByteBuffer file;
  private final int[] offsets;
  private final int poolEnd;

  private ExitCalls(byte[] classFile) {
    file = ByteBuffer.wrap(classFile.clone());
    int count = file.getShort(POOL_COUNT) & 0xFFFF;
    offsets = new int[count];
    int at = POOL_COUNT + 2;
    for (int i = 1; i < count; i++) {
      offsets[i] = at;
      int tag = file.get(at);
      at += size(tag, at);
      if (tag == 5 || tag == 6) {
        i++; // long and double take two numbers (JVMS s4.4.5)
      }
    }
    poolEnd = at;
  }

  /**
   * The class file with its calls redirected, or the given one if it has none.
   *
   * @param target internal name of a class with a static method {@code exit(int)}
   */
  static byte[] redirect(byte[] classFile, String target) {
    return new ExitCalls(classFile).redirected(classFile, target);
  }

  private byte[] redirected(byte[] original, String target) {
    int count = offsets.length;
    boolean found = false;
    for (int i = 1; i < count; i++) {
      if (offsets[i] != 0 && isExit(offsets[i])) {
        file.putShort(offsets[i] + 1, (short) (count + 1));
        found = true;
      }
    }
    return found && count + 2 <= MAX_POOL ? withClass(count, target) : original;
  }

  private boolean isExit(int at) {
    if (file.get(at) != METHOD || !"java/lang/System".equals(className(index(at, 1)))) {
      return false;
    }
    int nameAndType = offsets[index(at, 3)];
    return "exit".equals(utf8(index(nameAndType, 1))) && "(I)V".equals(utf8(index(nameAndType, 3)));
  }

  private String className(int number) {
    return utf8(index(offsets[number], 1));
  }

  private String utf8(int number) {
    int at = offsets[number];
    return new String(file.array(), at + 3, index(at, 1), StandardCharsets.UTF_8);
  }

  private int index(int at, int field) {
    return file.getShort(at + field) & 0xFFFF;
  }

  /** Appends the target's name and class to the pool. */
  private byte[] withClass(int count, String target) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(file.capacity() + 64);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.write(file.array(), 0, POOL_COUNT);
      out.writeShort(count + 2);
      out.write(file.array(), POOL_COUNT + 2, poolEnd - POOL_COUNT - 2);
      out.writeByte(UTF8);
      out.writeUTF(target);
      out.writeByte(CLASS);
      out.writeShort(count);
      out.write(file.array(), poolEnd, file.capacity() - poolEnd);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  private int size(int tag, int at) {
    return switch (tag) {
      case UTF8 -> 3 + index(at, 1);
      case CLASS, 8, 16, 19, 20 -> 3;
      case 15 -> 4;
      case 3, 4, 9, METHOD, 11, 12, 17, 18 -> 5;
      case 5, 6 -> 9;
      default -> throw new IllegalArgumentException("constant pool tag " + tag + " is unknown");
    };
  }
}
