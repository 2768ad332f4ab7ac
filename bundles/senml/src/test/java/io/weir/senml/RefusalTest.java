package io.weir.senml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A refusal names the rule that was broken and the place where. */
class RefusalTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"n":"a","v":1}                          | RFC 8428 s5     | pack
          7                                        | RFC 8428 s5     | pack
          ''                                       | RFC 8428 s5     | pack
          [7]                                      | RFC 8428 s5     | record 1
          [{"n":"a","v":1},null]                   | RFC 8428 s5     | record 2
          [{"n":"a","v":1},[]]                     | RFC 8428 s5     | record 2
          [{}]                                     | RFC 8428 s4.5.1 | record 1
          [{"x":1}]                                | RFC 8428 s4.5.1 | record 1
          [{"v":1}]                                | RFC 8428 s4.5.1 | record 1
          [{"bn":"","n":"","v":1}]                 | RFC 8428 s4.5.1 | record 1
          [{"bn":"a"},{"n":"*","v":1}]             | RFC 8428 s4.5.1 | record 2
          [{"n":"é","v":1}]                        | RFC 8428 s4.5.1 | record 1
          [{"n":"a"}]                              | RFC 8428 s4.2   | record 1
          [{"bn":"a","v":1},{"t":1}]               | RFC 8428 s4.2   | record 2
          [{"bn":"a","v":1},{}]                    | RFC 8428 s4.2   | record 2
          [{"n":"a","v":1,"vs":"x"}]               | RFC 8428 s4.2   | record 1, label "vs"
          [{"n":"a","vb":true,"vd":""}]            | RFC 8428 s4.2   | record 1, label "vd"
          [{"n":"a","v":"1"}]                      | RFC 8428 s4.3   | record 1, label "v"
          [{"n":"a","v":true}]                     | RFC 8428 s4.3   | record 1, label "v"
          [{"n":"a","v":{}}]                       | RFC 8428 s4.3   | record 1, label "v"
          [{"n":"a","vs":null}]                    | RFC 8428 s4.3   | record 1, label "vs"
          [{"n":"a","vb":"true"}]                  | RFC 8428 s4.3   | record 1, label "vb"
          [{"n":"a","vd":1}]                       | RFC 8428 s4.3   | record 1, label "vd"
          [{"n":"a","u":1,"v":1}]                  | RFC 8428 s4.3   | record 1, label "u"
          [{"n":"a","s":"1"}]                      | RFC 8428 s4.3   | record 1, label "s"
          [{"n":"a","ut":"1","v":1}]               | RFC 8428 s4.3   | record 1, label "ut"
          [{"bn":1,"n":"a","v":1}]                 | RFC 8428 s4.3   | record 1, label "bn"
          [{"bt":"1","n":"a","v":1}]               | RFC 8428 s4.3   | record 1, label "bt"
          [{"bu":null,"n":"a","v":1}]              | RFC 8428 s4.3   | record 1, label "bu"
          [{"bv":"1","n":"a","v":1}]               | RFC 8428 s4.3   | record 1, label "bv"
          [{"bs":[],"n":"a","v":1}]                | RFC 8428 s4.3   | record 1, label "bs"
          [{"bver":"10","n":"a","v":1}]            | RFC 8428 s4.3   | record 1, label "bver"
          [{"bver":0,"n":"a","v":1}]               | RFC 8428 s4.3   | record 1, label "bver"
          [{"bver":9.5,"n":"a","v":1}]             | RFC 8428 s4.3   | record 1, label "bver"
          [{"n":"a","v":1},{"n":"a","v":-1e999}]   | RFC 8428 s4.3   | record 2, label "v"
          [{"n":"a","t":1e309,"v":1}]              | RFC 8428 s4.3   | record 1, label "t"
          [{"bver":11,"n":"a","v":1}]              | RFC 8428 s4.4   | record 1, label "bver"
          [{"n":"a","v":1},{"bver":9}]             | RFC 8428 s4.4   | record 2, label "bver"
          [{"n":"a","v":1,"b_":null}]              | RFC 8428 s4.4   | record 1, label "b_"
          [{"n":"a","v":1,"_":1}]                  | RFC 8428 s4.4   | record 1, label "_"
          [{"n":"a","bv":-1.7e308,"v":-1.7e308}]   | RFC 8428 s4.5   | record 1, label "v"
          [{"n":"a","bs":1.7e308,"s":1.7e308}]     | RFC 8428 s4.5   | record 1, label "s"
          [{"n":"a","bt":1.7e308,"t":1.7e308,"v":1}] | RFC 8428 s4.5 | record 1, label "t"
          [{"n":"a","vd":"+/+/"}]                  | RFC 4648 s5     | record 1, label "vd"
          [{"n":"a","vd":"AAAAA"}]                 | RFC 4648 s5     | record 1, label "vd"
          [{"n":"a","vd":"AA="}]                   | RFC 4648 s5     | record 1, label "vd"
          [{"n":"a","vd":"AA AA"}]                 | RFC 4648 s5     | record 1, label "vd"
          [{"n":"a","vs":"\\udc00x"}]               | RFC 8259 s8.2   | record 1, label "vs"
          [{"n":"a","vs":"\\ud83d"}]                | RFC 8259 s8.2   | record 1, label "vs"
          [{"n":"a","v":1,"v":1}]                  | RFC 8259 s4     | record 1
          [{"n":"a","v":1,"x":{"y":1,"y":2}}]      | RFC 8259 s4     | record 1
          [{"n":"a","v":1}] []                     | RFC 8259 s2     | pack
          [{"n":"a","v":1}]]                       | RFC 8259 s2     | pack, character 17
          [{"n":"a","v":1},]                       | RFC 8259 s2     | record 1, character 17
          [[[[[[[[[1]]]]]]]]]                      | RFC 8428 s5     | record 1
          [{"n":"a","v":1,"x":[[[[[[[1]]]]]]]}]    | Weir limit      | record 1
          """)
  void namesTheRuleAndThePlace(String json, String rule, String place) {
    assertThatThrownBy(() -> SenmlPack.parse(json.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOfSatisfying(
            SenmlException.class,
            e -> {
              assertThat(e.rule()).isEqualTo(rule);
              assertThat(e.place()).isEqualTo(place);
              assertThat(e)
                  .hasMessageStartingWith(place + ": ")
                  .hasMessageEndingWith(" (" + rule + ")");
            });
  }

  @ParameterizedTest
  @CsvSource({
    "01",
    "+1",
    ".5",
    "1.",
    "0x1",
    "NaN",
    "-Infinity",
    "1e",
    "--1",
    "1_000",
    "'1 2'",
    "tru"
  })
  void whatIsNoJsonNumberIsNoJson(String literal) {
    String json = "[{\"n\":\"a\",\"v\":" + literal + "}]";
    assertThatThrownBy(() -> SenmlPack.parse(json.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOfSatisfying(
            SenmlException.class, e -> assertThat(e.rule()).isEqualTo("RFC 8259 s2"));
  }

  @ParameterizedTest
  @CsvSource({
    "c080, overlong",
    "c1bf, overlong",
    "e08080, overlong",
    "f0808080, overlong",
    "eda080, surrogate",
    "f4908080, beyond U+10FFFF",
    "f888808080, five bytes",
    "80, a lone continuation",
    "c3, cut",
    "ff, never legal"
  })
  void bytesThatAreNotUtf8AreRefused(String hex, String why) {
    byte[] bad = HexFormat.of().parseHex(hex);
    byte[] json = "[{\"n\":\"a\",\"vs\":\"....\"}]".getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bad, 0, json, 16, Math.min(4, bad.length));
    assertThatThrownBy(() -> SenmlPack.parse(json))
        .as(why)
        .isInstanceOfSatisfying(
            SenmlException.class, e -> assertThat(e.rule()).isEqualTo("RFC 3629 s3"));
  }

  @Test
  void tooManyBytesAreRefusedBeforeTheyAreRead() {
    assertThatThrownBy(() -> SenmlPack.parse(new byte[SenmlPack.MAX_BYTES + 1]))
        .hasMessage("pack: must have at most 262144 bytes, has 262145 (Weir limit)");
  }

  @Test
  void controlCharactersMustBeEscaped() {
    assertThatThrownBy(
            () -> SenmlPack.parse("[{\"n\":\"a\",\"vs\":\"\n\"}]".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(SenmlException.class)
        .hasMessageContaining("RFC 8259");
  }
}
