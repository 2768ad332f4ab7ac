package io.weir.bridge.cloud;

import io.weir.bridge.proxy.ProxyServer;
import io.weir.bridge.tls.TlsFiles;
import io.weir.bridge.uplink.CloudLink;
import io.weir.uplink.Segments;
import io.weir.uplink.proto.Ack;
import io.weir.uplink.proto.Command;
import io.weir.uplink.proto.Kind;
import io.weir.uplink.proto.Range;
import io.weir.uplink.proto.Refusal;
import io.weir.uplink.proto.Segment;
import io.weir.uplink.proto.Status;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A small cloud: a store in memory behind whatever transport the link under test speaks. */
public abstract class TestCloud implements AutoCloseable {
  private final Map<Long, Segment> stored = new ConcurrentHashMap<>();
  private final List<Segment> arrived = new CopyOnWriteArrayList<>();
  private final List<Status> statuses = new CopyOnWriteArrayList<>();
  private final Map<Long, String> refusals = new ConcurrentHashMap<>();
  private volatile boolean silent;

  /** Starts or starts again, on the same port. */
  public abstract void start() throws Exception;

  /** Goes away without a goodbye. */
  public abstract void stop() throws Exception;

  /** Sends a command down, now or when the device comes. */
  public abstract void command(String serial, Command command) throws Exception;

  /** A link to this cloud. */
  public abstract CloudLink link(String serial, TlsFiles tls, String host);

  /** A link to this cloud, through a proxy. */
  public abstract CloudLink link(String serial, TlsFiles tls, ProxyServer proxy);

  /** Takes segments and says nothing. */
  public void silent(boolean now) {
    silent = now;
  }

  /** Refuses this number from now on, unless it says that its records are lost. */
  public void refuse(long seq, String reason) {
    refusals.put(seq, reason);
  }

  /** Every segment that came, repeats included, in their order. */
  public List<Segment> arrived() {
    return arrived;
  }

  /** What the store has, by number. */
  public Map<Long, Segment> stored() {
    return stored;
  }

  public List<Status> statuses() {
    return statuses;
  }

  /** What a transport does with a segment: the answer, or nothing while the cloud is silent. */
  protected Optional<Ack> take(byte[] bytes) {
    return take(Segments.parse(bytes));
  }

  protected Optional<Ack> take(Segment segment) {
    arrived.add(segment);
    if (silent) {
      return Optional.empty();
    }
    long seq = segment.getSeq();
    Ack.Builder ack = Ack.newBuilder().setEpoch(segment.getEpoch());
    if (refusals.containsKey(seq) && segment.getKind() != Kind.KIND_GAP) {
      ack.addRefused(Refusal.newBuilder().setSeq(seq).setReason(refusals.get(seq)));
    } else {
      stored.put(seq, segment);
      long through = Math.max(seq, segment.getThrough());
      ack.addStored(Range.newBuilder().setFirst(seq).setLast(through));
    }
    return Optional.of(ack.build());
  }

  protected void took(Status status) {
    statuses.add(status);
  }

  @Override
  public abstract void close() throws Exception;
}
