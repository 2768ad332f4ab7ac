package io.weir.uplink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.uplink.Topics.Address;
import io.weir.uplink.Topics.Channel;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopicsTest {

  @Test
  void topicsAreThoseOfTheContract() {
    assertThat(Topics.segment("GW-1")).isEqualTo("weir/GW-1/up/segment");
    assertThat(Topics.status("GW-1")).isEqualTo("weir/GW-1/up/status");
    assertThat(Topics.ack("GW-1")).isEqualTo("weir/GW-1/down/ack");
    assertThat(Topics.command("GW-1")).isEqualTo("weir/GW-1/down/command");
  }

  @Test
  void everyTopicIsTakenApartAgain() {
    for (Channel channel : Channel.values()) {
      Address address = new Address("GW 1.ü", channel);

      assertThat(Topics.parse(address.topic())).contains(address);
    }
  }

  @Test
  void foreignTopicsAreNoneOfOurs() {
    for (String topic :
        List.of(
            "",
            "weir",
            "weir/",
            "weir/GW-1",
            "weir/GW-1/",
            "weir//up/segment",
            "weir/GW-1/up",
            "weir/GW-1/up/segment/x",
            "weir/a/b/up/segment",
            "Weir/GW-1/up/segment",
            "weir/+/up/segment")) {
      assertThat(Topics.parse(topic)).as(topic).isEmpty();
    }
  }

  @Test
  void aSerialThatWouldChangeATopicIsRefused() {
    for (String serial : List.of("", "a/b", "+", "#", "a\n", "a\u0000", "x".repeat(129))) {
      assertThatThrownBy(() -> Topics.segment(serial))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("serial number");
    }
  }
}
