package io.weir.bridge.uplink;

import io.weir.uplink.proto.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A link that does what the test says. */
final class FakeLink implements CloudLink {
  final List<Outgoing> sent = new ArrayList<>();
  final List<Status> births = new ArrayList<>();
  final List<Duration> silences = new ArrayList<>();
  final List<Status> announced = new ArrayList<>();
  Events events;
  int drops;
  boolean closed;
  boolean newCredentials;

  @Override
  public synchronized void connect(Status birth, Duration silence, Events to) {
    births.add(birth);
    silences.add(silence);
    events = to;
    newCredentials = false;
  }

  @Override
  public synchronized List<Long> send(List<Outgoing> segments) {
    sent.addAll(segments);
    return segments.stream().map(segment -> (long) segment.wire().length).toList();
  }

  synchronized List<Long> sentNumbers() {
    return sent.stream().map(Outgoing::seq).toList();
  }

  synchronized int tries() {
    return births.size();
  }

  @Override
  public void announce(Status status) {
    announced.add(status);
  }

  @Override
  public boolean credentialsChanged() {
    return newCredentials;
  }

  @Override
  public void drop() {
    drops++;
  }

  @Override
  public void close() {
    closed = true;
  }
}
