package io.weir.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.broker.Message;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeapGuardTest {
  private final List<String> contained = new ArrayList<>();

  @Test
  void theOneThatAllocatesMostIsContainedAndNobodyElse() {
    HeapGuard.relieve(List.of(plugin("calm", 0.1), plugin("hoarder", 12), plugin("busy", 4)));
    assertThat(contained)
        .containsExactly("hoarder: the heap is nearly full and it allocates most: 12 MB/s");
  }

  @Test
  void whereNobodyStandsOutNobodyIsContained() {
    HeapGuard.relieve(List.of(plugin("calm", 0.1), plugin("calmer", 0.05)));
    HeapGuard.relieve(List.of());
    assertThat(contained).isEmpty();
  }

  private Hosted plugin(String name, double megabytes) {
    return new Hosted() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public void start() {}

      @Override
      public void watch(long now) {}

      @Override
      public void answerDescription(Message request) {}

      @Override
      public double megabytes() {
        return megabytes;
      }

      @Override
      public void contain(String why) {
        contained.add(name + ": " + why);
      }

      @Override
      public void stop() {}
    };
  }
}
