package io.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BrokerUsersTest {

  private String shipped;

  @BeforeEach
  void read() throws IOException {
    shipped = Files.readString(Path.of(System.getProperty("weir.root"), "distro/conf/broker.conf"));
  }

  @Test
  void aNewUserHasTheRightsOfAppForItsOwnServiceOnly() {
    String with = BrokerUsers.add(shipped, "greenhouse");
    assertThat(BrokerUsers.names(with)).containsExactly("agent", "app", "greenhouse");
    String block =
        with.substring(with.indexOf("user: greenhouse"), with.indexOf("# end of greenhouse"));
    int app = shipped.indexOf("user: app");
    String apps = shipped.substring(app, shipped.indexOf("\n      }\n", app) + 8);
    assertThat(lines(block))
        .isEqualTo(lines(apps).replace("app", "greenhouse").replace("APP", "GREENHOUSE"));
  }

  @Test
  void whatWasAddedCanBeTakenAwayAgain() {
    String two = BrokerUsers.add(BrokerUsers.add(shipped, "a"), "a_2");
    assertThat(BrokerUsers.added(two)).containsExactly("a", "a_2");
    assertThat(BrokerUsers.remove(BrokerUsers.remove(two, "a"), "a_2")).isEqualTo(shipped);
    assertThatThrownBy(() -> BrokerUsers.remove(two, "app"))
        .hasMessageContaining("there are [a, a_2]");
  }

  @Test
  void namesThatWouldBecomeMoreThanANameAreRefused() {
    for (String name : new String[] {"", "Up", "a.b", "a>", "x y", "1st", "a}", "events.data"}) {
      assertThatThrownBy(() -> BrokerUsers.add(shipped, name)).hasMessageContaining("must match");
    }
    assertThatThrownBy(() -> BrokerUsers.add(shipped, "agent")).hasMessageContaining("already");
  }

  @Test
  void aConfigurationWithoutAPlaceForThemIsLeftAlone() {
    assertThatThrownBy(() -> BrokerUsers.add("accounts { }", "a"))
        .hasMessageContaining("behind the last user");
  }

  /** Without comments and white space. */
  private static String lines(String block) {
    return block.replaceAll("(?m)#.*$", "").replaceAll("\\s+", "");
  }
}
