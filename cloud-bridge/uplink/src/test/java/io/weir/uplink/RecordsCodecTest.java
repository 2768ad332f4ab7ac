package io.weir.uplink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.senml.ResolvedRecord;
import io.weir.senml.Value;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordsCodecTest {

  @Test
  void noRecordsAreNoRecords() {
    assertThat(RecordsCodec.decode(RecordsCodec.encode(List.of()))).isEmpty();
  }

  @Test
  void moreRecordsThanABodyMayHoldAreRefused() {
    List<ResolvedRecord> records = new ArrayList<>();
    for (int i = 0; i <= RecordsCodec.MAX_RECORDS; i++) {
      records.add(ResolvedRecord.of("n", "", i, new Value.Bool(true)));
    }

    assertThatThrownBy(() -> RecordsCodec.encode(records))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected at most 100000 records, found 100001");
    assertThat(RecordsCodec.decode(RecordsCodec.encode(records.subList(1, records.size()))))
        .isEqualTo(records.subList(1, records.size()));
  }

  @Test
  void halfASurrogatePairIsRefusedAndNotReplaced() {
    for (String half : List.of("\ud834", "a\udd1e")) {
      assertThatThrownBy(
              () ->
                  RecordsCodec.encode(List.of(ResolvedRecord.of("n", "", 1, new Value.Text(half)))))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(
              () ->
                  RecordsCodec.encode(
                      List.of(ResolvedRecord.of(half, "", 1, new Value.Bool(true)))))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
