package io.weir.bridge.cloud;

import io.weir.bridge.uplink.CloudLink;
import io.weir.bridge.uplink.Outage;
import io.weir.uplink.proto.Ack;
import io.weir.uplink.proto.Command;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Notes what a link says. */
public final class HeardEvents implements CloudLink.Events {
  public final List<Outage> downs = new CopyOnWriteArrayList<>();
  public final List<Long> delivered = new CopyOnWriteArrayList<>();
  public final List<Ack> acks = new CopyOnWriteArrayList<>();
  public final List<Command> commands = new CopyOnWriteArrayList<>();
  public volatile int ups;
  public volatile int reached;
  public volatile boolean takeCommands = true;

  @Override
  public void reached() {
    reached++;
  }

  @Override
  public void up() {
    ups++;
  }

  @Override
  public void down(Outage outage) {
    downs.add(outage);
  }

  @Override
  public void delivered(long seq) {
    delivered.add(seq);
  }

  @Override
  public void stored(Ack ack) {
    acks.add(ack);
  }

  @Override
  public void command(Command command, Runnable taken) {
    commands.add(command);
    if (takeCommands) {
      taken.run();
    }
  }

  /** All numbers that the store said it has. */
  public List<Long> storedNumbers() {
    return acks.stream()
        .flatMap(ack -> ack.getStoredList().stream())
        .flatMap(
            range ->
                java.util.stream.LongStream.rangeClosed(range.getFirst(), range.getLast()).boxed())
        .sorted()
        .distinct()
        .toList();
  }
}
