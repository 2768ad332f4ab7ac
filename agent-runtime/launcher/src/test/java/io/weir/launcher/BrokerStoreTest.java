package io.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerStoreTest {
  @TempDir Path store;
  private Path stream;

  @BeforeEach
  void aStreamWithAReader() throws IOException {
    stream = store.resolve("jetstream/AGENT/streams/EVENTS");
    write("meta.inf", "{}");
    write("meta.sum", "c0ffee");
    write("msgs/1.blk", "messages");
    write("obs/bridge/meta.inf", "{}");
    write("obs/bridge/o.dat", "9000");
  }

  private void write(String name, String text) throws IOException {
    Path file = stream.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void whatIsWholeStaysButForTheReadersPlace() throws IOException {
    BrokerStore.mend(store);
    assertThat(stream.resolve("meta.inf")).hasContent("{}");
    assertThat(stream.resolve("meta.sum")).hasContent("c0ffee");
    assertThat(stream.resolve("msgs/1.blk")).hasContent("messages");
    assertThat(stream.resolve("obs")).doesNotExist();
  }

  @Test
  void anEmptyDescriptionGoesAndTheMessagesStay() throws IOException {
    write("meta.inf", "");
    BrokerStore.mend(store);
    assertThat(stream.resolve("meta.inf")).doesNotExist();
    assertThat(stream.resolve("meta.sum")).doesNotExist();
    assertThat(stream.resolve("msgs/1.blk")).hasContent("messages");
  }

  @Test
  void aStoreThatIsNotThereYetIsLeftAlone() throws IOException {
    Path none = store.resolve("none");
    BrokerStore.mend(none);
    assertThat(none).doesNotExist();
  }
}
