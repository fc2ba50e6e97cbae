package org.electra4j.core.finetune;

import java.util.List;
import org.electra4j.core.finetune.Task.Example;
import org.electra4j.core.text.Vocabulary;
import org.electra4j.core.text.WordPieceTokenizer;

/** Texts to token ids: [CLS] first [SEP], or [CLS] first [SEP] second [SEP]. */
final class ExampleEncoder {
  private static final int SPECIALS_OF_ONE = 2;
  private static final int SPECIALS_OF_TWO = 3;

  private final WordPieceTokenizer tokenizer;
  private final int length;

  /** Examples of at most so many positions. */
  ExampleEncoder(WordPieceTokenizer tokenizer, int length) {
    this.tokenizer = tokenizer;
    this.length = length;
  }

  List<EncodedExample> encode(List<Example> examples) {
    return examples.stream().map(this::encode).toList();
  }

  /** Cuts what is too long at its end; of two texts the longer one loses a token at a time, the second one where both are equally long. */
  EncodedExample encode(Example example) {
    int[] first = tokenizer.encode(example.first());
    int[] second = example.second() == null ? new int[0] : tokenizer.encode(example.second());
    int specials = example.second() == null ? SPECIALS_OF_ONE : SPECIALS_OF_TWO;
    int keptOfFirst = first.length;
    int keptOfSecond = second.length;
    while (keptOfFirst + keptOfSecond > length - specials) {
      if (keptOfFirst > keptOfSecond) {
        keptOfFirst--;
      } else {
        keptOfSecond--;
      }
    }
    Vocabulary vocabulary = tokenizer.vocabulary();
    int secondBegins = keptOfFirst + SPECIALS_OF_ONE;
    int[] ids = new int[keptOfFirst + keptOfSecond + specials];
    ids[0] = vocabulary.classifier();
    System.arraycopy(first, 0, ids, 1, keptOfFirst);
    System.arraycopy(second, 0, ids, secondBegins, keptOfSecond);
    ids[ids.length - 1] = vocabulary.separator();
    ids[secondBegins - 1] = vocabulary.separator();
    return new EncodedExample(ids, secondBegins, example.label());
  }
}
