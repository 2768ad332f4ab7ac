package io.weir.samples.modbus;

import io.weir.plugin.Metric;
import io.weir.plugin.Quality;
import io.weir.plugin.Reading;
import io.weir.plugin.Readings;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads all registers of a device once. What cannot be read is marked: its last value is put once
 * more with quality bad, and the state says why. One thread.
 */
final class Poll {

  static final String OK = "ok";

  private final Device device;
  private final List<Block> blocks;
  private final Metric<String> state;
  private final Map<String, Reading<?>> last = new HashMap<>();
  private final Set<Block> refused = new HashSet<>();
  private String said = "";

  Poll(String name, Device device, List<Block> blocks) {
    this.device = device;
    this.blocks = blocks;
    this.state = Metric.text(name + ":state");
  }

  /**
   * @throws IOException saying why, if something could not be read; what could be was put
   */
  void run(Readings out) throws IOException {
    if (!device.due()) {
      return;
    }
    IOException trouble = null;
    for (Block block : blocks) {
      try {
        read(block, out);
      } catch (DeviceRefused e) {
        trouble = e; // this block only: the others may be read
      } catch (IOException e) {
        blocks.forEach(each -> bad(each, out));
        refused.clear(); // who comes back may be another device
        say(e.getMessage(), out);
        throw e;
      }
    }
    say(trouble == null ? OK : trouble.getMessage(), out);
    if (trouble != null) {
      throw trouble;
    }
  }

  /** One address that does not exist must not cost its neighbours: then each is read alone. */
  private void read(Block block, Readings out) throws IOException {
    if (!refused.contains(block)) {
      try {
        put(block, out);
        return;
      } catch (DeviceRefused e) {
        if (e.code() != DeviceRefused.ILLEGAL_ADDRESS || block.registers().size() == 1) {
          bad(block, out);
          throw e;
        }
        refused.add(block);
      }
    }
    DeviceRefused trouble = null;
    for (Block single : block.apart()) {
      try {
        put(single, out);
      } catch (DeviceRefused e) {
        bad(single, out);
        trouble = e;
      }
    }
    if (trouble != null) {
      throw trouble;
    }
  }

  private void put(Block block, Readings out) throws IOException {
    byte[] data =
        device.ask(connection -> connection.read(block.table(), block.start(), block.count()));
    for (Register register : block.registers()) {
      Reading<?> reading = register.read(data, block.start());
      last.put(register.name(), reading);
      out.put(reading);
    }
  }

  /** The last values once more, not to be trusted any longer; once, until there are new ones. */
  private void bad(Block block, Readings out) {
    for (Register register : block.registers()) {
      Reading<?> reading = last.remove(register.name());
      if (reading != null) {
        out.put(reading.with(Quality.BAD));
      }
    }
  }

  private void say(String words, Readings out) {
    if (!words.equals(said)) {
      said = words;
      out.put(state, words);
    }
  }
}
