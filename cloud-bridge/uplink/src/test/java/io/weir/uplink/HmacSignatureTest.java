package io.weir.uplink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.uplink.HmacSignature.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class HmacSignatureTest {
  private static final byte[] KEY = "a key of this device, 32 bytes..".getBytes(UTF_8);
  private static final byte[] BODY = {1, 2, 3};
  private static final Request REQUEST =
      new Request("POST", "/v1/segments", "GW-1", 1_700_000_000_000L, "0123456789abcdef", BODY);

  @Test
  void theSignatureIsOneThatOthersCanMake() {
    // printf 'weir-hmac-1\nPOST\n/v1/segments\nGW-1\n1700000000000\n0123456789abcdef\n%s' \
    //   $(printf '\1\2\3' | sha256sum | cut -c-64) | openssl dgst -sha256 -hmac "$KEY"
    assertThat(HmacSignature.sign(KEY, REQUEST))
        .isEqualTo("b9f2672c841f7d703e446529e33af2e00d851afdfa1fb43ed137f9452440dc6a");
    assertThat(HmacSignature.verify(KEY, REQUEST, HmacSignature.sign(KEY, REQUEST))).isTrue();
  }

  @Test
  void anyChangedPartIsNoticed() {
    String signature = HmacSignature.sign(KEY, REQUEST);
    long ts = REQUEST.timestampMs();
    String nonce = REQUEST.nonce();
    byte[] body = {1, 2, 4};

    for (Request changed :
        List.of(
            new Request("PUT", "/v1/segments", "GW-1", ts, nonce, BODY),
            new Request("POST", "/v1/segments?x", "GW-1", ts, nonce, BODY),
            new Request("POST", "/v1/segments", "GW-2", ts, nonce, BODY),
            new Request("POST", "/v1/segments", "GW-1", ts + 1, nonce, BODY),
            new Request("POST", "/v1/segments", "GW-1", ts, nonce + "0", BODY),
            new Request("POST", "/v1/segments", "GW-1", ts, nonce, body))) {
      assertThat(HmacSignature.verify(KEY, changed, signature)).isFalse();
    }
    assertThat(HmacSignature.verify("another key".getBytes(UTF_8), REQUEST, signature)).isFalse();
    for (String wrong : List.of("", signature.substring(1), signature + "0", "é".repeat(64))) {
      assertThat(HmacSignature.verify(KEY, REQUEST, wrong)).isFalse();
    }
  }

  @Test
  void aFieldThatCouldPassForTwoIsRefused() {
    assertThatThrownBy(() -> new Request("POST", "/a\nGW-1", "GW-2", 1, "0123456789abcdef", BODY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("path: ");
    assertThatThrownBy(() -> new Request("POST", "/", "GW-1", 1, "short", BODY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("nonce: expected 16 to 128 characters, found 5");
  }

  @Test
  void rfc4231HoldsForTheTag() throws IOException {
    for (JsonNode vector : vectors("hmac-sha256-rfc4231.json").get("vectors")) {
      assertThat(HmacSignature.tag(hex(vector, "key"), hex(vector, "msg")))
          .as(vector.get("id").asText())
          .startsWith(hex(vector, "tag"));
    }
  }

  @Test
  void hostileTagsAreToldFromGoodOnes() throws IOException {
    int seen = 0;
    for (JsonNode group : vectors("wycheproof-hmac_sha256_test.json").get("testGroups")) {
      int size = group.get("tagSize").asInt() / 8;
      for (JsonNode test : group.get("tests")) {
        byte[] tag = HmacSignature.tag(hex(test, "key"), hex(test, "msg"));
        assertThat(Arrays.equals(Arrays.copyOf(tag, size), hex(test, "tag")))
            .as("wycheproof %s: %s", test.get("tcId"), test.get("comment"))
            .isEqualTo(test.get("result").asText().equals("valid"));
        seen++;
      }
    }
    assertThat(seen).isEqualTo(174);
  }

  private static byte[] hex(JsonNode vector, String field) {
    return HexFormat.of().parseHex(vector.get(field).asText());
  }

  private static JsonNode vectors(String file) throws IOException {
    Path path = Path.of(System.getProperty("weir.vectors"), "hmac", file);
    Assumptions.assumeTrue(
        Files.exists(path), () -> "SKIPPED: no test vectors at " + path + " (-Dweir.vectors=...)");
    return new ObjectMapper().readTree(path.toFile());
  }
}
