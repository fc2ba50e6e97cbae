package org.electra4j.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against what Hugging Face's fast tokenizer answered; tokenizer_golden.py wrote the file. */
class TokenizerGoldenTest {
  private static final int BLOCK = 4096;

  @ParameterizedTest
  @CsvSource({"cased, false, false", "uncased, true, true", "lowered, true, false", "stripped, false, true"})
  void idsAreHuggingFaces(String mode, boolean lowerCase, boolean stripAccents) throws IOException {
    WordPieceTokenizer tokenizer = new WordPieceTokenizer(MadeUpText.vocabulary(), new TextNormalizer(lowerCase, stripAccents));
    JsonNode texts = golden().get("texts");
    assertThat(texts.size()).isGreaterThan(150);
    for (JsonNode text : texts) {
      int[] expected = new ObjectMapper().convertValue(text.get(mode), int[].class);
      assertThat(tokenizer.encode(text.get("text").asText())).as("%s: %s", mode, text.get("text")).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource({"cased, false, false", "uncased, true, true", "lowered, true, false", "stripped, false, true"})
  void everyCodePointGivesHuggingFacesWords(String mode, boolean lowerCase, boolean stripAccents) throws IOException {
    TextNormalizer normalizer = new TextNormalizer(lowerCase, stripAccents);
    JsonNode blocks = golden().get("blocks").get(mode);
    assertThat(blocks.size()).isEqualTo((Character.MAX_CODE_POINT + 1) / BLOCK);
    for (int block = 0; block < blocks.size(); block++) {
      assertThat(checksum(normalizer, block * BLOCK)).as("%s, code points from U+%04X", mode, block * BLOCK)
          .isEqualTo(blocks.get(block).asLong());
    }
  }

  @Test
  void aWrongModeIsNoticed() throws IOException {
    JsonNode blocks = golden().get("blocks").get("cased");
    assertThat(checksum(new TextNormalizer(true, false), 0)).isNotEqualTo(blocks.get(0).asLong());
    assertThat(checksum(new TextNormalizer(false, false), 0)).isEqualTo(blocks.get(0).asLong());
  }

  /** Of the words that the block's code points give between letters and alone, one line each. */
  private static long checksum(TextNormalizer normalizer, int first) {
    StringBuilder lines = new StringBuilder();
    for (int codePoint = first; codePoint < first + BLOCK; codePoint++) {
      if (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE) {
        String character = Character.toString(codePoint);
        lines.append(lines.isEmpty() ? "" : "\n").append(String.join(" ", normalizer.words("a" + character + "B " + character)));
      }
    }
    CRC32 crc = new CRC32();
    crc.update(lines.toString().getBytes(StandardCharsets.UTF_8));
    return crc.getValue();
  }

  private static JsonNode golden() throws IOException {
    return new ObjectMapper().readTree(MadeUpText.resource("tokenizer-golden.json"));
  }
}
