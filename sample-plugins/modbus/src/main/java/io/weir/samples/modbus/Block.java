package io.weir.samples.modbus;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Neighbouring registers that one request reads. Immutable.
 *
 * @param start the first address
 * @param count elements of the table
 */
record Block(Table table, int start, int count, List<Register> registers) {

  Block {
    registers = List.copyOf(registers);
  }

  /**
   * The fewest requests for all of them: a round trip costs more than a few registers that nobody
   * asked for.
   *
   * @param gap how many unasked elements may lie between two
   */
  static List<Block> of(List<Register> registers, int gap) {
    List<Block> blocks = new ArrayList<>();
    registers.stream()
        .sorted(Comparator.comparing(Register::table).thenComparing(Register::address))
        .forEach(
            register -> {
              int last = blocks.size() - 1;
              if (last >= 0 && blocks.get(last).takes(register, gap)) {
                blocks.set(last, blocks.get(last).with(register));
              } else {
                blocks.add(of(register));
              }
            });
    return List.copyOf(blocks);
  }

  /** One request for each: for a device that refuses the whole block because of one of them. */
  List<Block> apart() {
    return registers.stream().map(Block::of).toList();
  }

  private static Block of(Register register) {
    return new Block(register.table(), register.address(), register.width(), List.of(register));
  }

  private boolean takes(Register register, int gap) {
    return register.table() == table
        && register.address() <= start + count + gap
        && register.end() - start <= table.limit();
  }

  private Block with(Register register) {
    List<Register> all = new ArrayList<>(registers);
    all.add(register);
    return new Block(table, start, Math.max(count, register.end() - start), all);
  }
}
