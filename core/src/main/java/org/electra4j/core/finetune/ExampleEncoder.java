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
    if (example.second() == null) {
      int kept = Math.min(first.length, length - SPECIALS_OF_ONE);
      return new EncodedExample(join(first, kept, new int[0], 0, SPECIALS_OF_ONE), kept + SPECIALS_OF_ONE, example.label());
    }
    int[] second = tokenizer.encode(example.second());
    int keptOfFirst = first.length;
    int keptOfSecond = second.length;
    while (keptOfFirst + keptOfSecond > length - SPECIALS_OF_TWO) {
      if (keptOfFirst > keptOfSecond) {
        keptOfFirst--;
      } else {
        keptOfSecond--;
      }
    }
    return new EncodedExample(join(first, keptOfFirst, second, keptOfSecond, SPECIALS_OF_TWO), keptOfFirst + SPECIALS_OF_ONE,
        example.label());
  }

  private int[] join(int[] first, int keptOfFirst, int[] second, int keptOfSecond, int specials) {
    Vocabulary vocabulary = tokenizer.vocabulary();
    int[] ids = new int[keptOfFirst + keptOfSecond + specials];
    ids[0] = vocabulary.classifier();
    System.arraycopy(first, 0, ids, 1, keptOfFirst);
    ids[keptOfFirst + 1] = vocabulary.separator();
    if (specials == SPECIALS_OF_TWO) {
      System.arraycopy(second, 0, ids, keptOfFirst + SPECIALS_OF_ONE, keptOfSecond);
      ids[ids.length - 1] = vocabulary.separator();
    }
    return ids;
  }
}
