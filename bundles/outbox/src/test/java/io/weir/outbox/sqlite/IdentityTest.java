package io.weir.outbox.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityTest {
  @TempDir Path folder;

  @Test
  void theMarkIsNeverBelowWhatWasHandedOut() throws IOException {
    UUID epoch = UUID.randomUUID();
    try (Identity identity = Identity.open(folder)) {
      identity.renew(epoch, 0);
      for (long seq = 1; seq < 200; seq += 7) {
        identity.handOut(seq);
        try (Identity after = Identity.open(folder)) {
          assertThat(after.mark()).isGreaterThanOrEqualTo(seq);
          assertThat(after.epoch()).isEqualTo(epoch);
        }
      }
    }
  }

  @Test
  void aTornWriteLeavesTheOtherSlot() throws IOException {
    UUID epoch = UUID.randomUUID();
    try (Identity identity = Identity.open(folder)) {
      identity.renew(epoch, 10);
      identity.handOut(20);
      identity.handOut(100);
    }
    Path file = folder.resolve(Identity.FILE);
    byte[] whole = Files.readAllBytes(file);
    for (int slot = 0; slot < 2; slot++) {
      byte[] torn = whole.clone();
      torn[slot * 512 + 25] ^= 1;
      Files.write(file, torn);
      try (Identity after = Identity.open(folder)) {
        assertThat(after.epoch()).isEqualTo(epoch);
        assertThat(after.mark()).isGreaterThanOrEqualTo(20);
      }
    }
  }

  @Test
  void settledTheMarkIsExact() throws IOException {
    try (Identity identity = Identity.open(folder)) {
      identity.renew(UUID.randomUUID(), 0);
      identity.handOut(5);
      identity.settle();
    }
    try (Identity after = Identity.open(folder)) {
      assertThat(after.mark()).isEqualTo(5);
    }
  }
}
