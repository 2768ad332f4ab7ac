package io.weir.host;

import io.weir.broker.Message;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * What the agent and a plugin in a process of its own say to each other, over the process's
 * standard input and output. Immutable; any thread.
 *
 * @param kind what is to be done with the message
 * @param message for {@link Kind#CONFIGURE} the PID and its JSON
 */
record Frame(Kind kind, Message message) {
  /** In the order of their bytes on the wire; both ends are the same build. */
  enum Kind {
    /** To the agent: publish it, kept until the stream has it. */
    PUBLISH,
    /** To the agent: send it at most once. */
    SEND,
    /** To the plugin: hand it to whoever has subscribed. */
    MESSAGE,
    /** To the plugin: the configuration of a PID. */
    CONFIGURE,
    /** To the plugin: all is configured, start the bundle whose file is the subject. */
    START,
    /** To the agent: readings that the process has given up; the subject and JSON of a loss. */
    LOST
  }

  // what the broker takes, and its headers
  private static final int MOST_BYTES = 264 << 10;
  private static final int MOST_HEADERS = 64;
  // says whether this is a frame at all: native code of a plugin may write to the same place
  private static final int MARK = 0x57454952;

  /** About how much memory it takes. */
  int weight() {
    return message.payload().length + 256;
  }

  void write(DataOutputStream out) throws IOException {
    out.writeInt(MARK);
    out.writeByte(kind.ordinal());
    out.writeUTF(message.subject());
    out.writeUTF(message.replyTo() == null ? "" : message.replyTo());
    out.writeByte(message.headers().size());
    for (Map.Entry<String, String> header : message.headers().entrySet()) {
      out.writeUTF(header.getKey());
      out.writeUTF(header.getValue());
    }
    out.writeInt(message.payload().length);
    out.write(message.payload());
  }

  /**
   * Reads the next one.
   *
   * @throws java.io.EOFException at the end
   * @throws IOException if what comes is no frame
   */
  static Frame read(DataInputStream in) throws IOException {
    int mark = in.readInt();
    int kind = in.readUnsignedByte();
    if (mark != MARK || kind >= Kind.values().length) {
      throw new IOException(
          "expected a frame, found other bytes: 0x" + Integer.toHexString(mark) + " " + kind);
    }
    String subject = in.readUTF();
    String replyTo = in.readUTF();
    Map<String, String> headers = new HashMap<>();
    int count = bounded("headers", in.readUnsignedByte(), MOST_HEADERS);
    for (int i = 0; i < count; i++) {
      headers.put(in.readUTF(), in.readUTF());
    }
    byte[] payload = new byte[bounded("payload", in.readInt(), MOST_BYTES)];
    in.readFully(payload);
    Message message = new Message(subject, headers, payload, replyTo.isEmpty() ? null : replyTo);
    return new Frame(Kind.values()[kind], message);
  }

  private static int bounded(String what, int value, int most) throws IOException {
    if (value < 0 || value > most) {
      throw new IOException("a frame's " + what + " must be at most " + most + ", was " + value);
    }
    return value;
  }
}
