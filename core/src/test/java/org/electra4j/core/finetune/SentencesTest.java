package org.electra4j.core.finetune;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SentencesTest {

  @Test
  void aSentenceEndsBeforeASpaceAndAnUpperCaseLetter() {
    assertThat(Sentences.of("It opens. Does it close? It does! Then it ends.")).containsExactly("It opens.", "Does it close?", "It does!",
        "Then it ends.");
    assertThat(Sentences.of("Version 1.5 of java.util. it goes on")).containsExactly("Version 1.5 of java.util. it goes on");
    assertThat(Sentences.of("  One.  Two. ")).containsExactly("One.  Two.");
    assertThat(Sentences.of("Ends. \u00c4rger.")).containsExactly("Ends.", "\u00c4rger.");
    assertThat(Sentences.of(" ")).isEmpty();
  }

  @Test
  void scriptsWithoutCasesHaveSentencesToo() {
    assertThat(Sentences.of("\uadf8\ub294 \uac14\ub2e4. \ub2e4\uc2dc \uc654\ub2e4."))
        .containsExactly("\uadf8\ub294 \uac14\ub2e4.", "\ub2e4\uc2dc \uc654\ub2e4.");
    assertThat(Sentences.of("\u4ed6\u8d70\u4e86\u3002\u4ed6\u56de\u6765\u4e86\u3002"))
        .containsExactly("\u4ed6\u8d70\u4e86\u3002", "\u4ed6\u56de\u6765\u4e86\u3002");
  }

  @Test
  void initialsAndAbbreviationsEndNone() {
    assertThat(Sentences.of("See D. Knuth, i.e. The Art. It helps.")).containsExactly("See D. Knuth, i.e. The Art.", "It helps.");
    assertThat(Sentences.of("Some (e.g. Ada) know java.lang.Object. Others know 5. None knows ... It ends."))
        .containsExactly("Some (e.g. Ada) know java.lang.Object.", "Others know 5.", "None knows ...", "It ends.");
  }
}
