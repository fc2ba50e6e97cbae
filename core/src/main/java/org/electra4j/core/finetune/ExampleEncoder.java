package org.electra4j.core.finetune;

import java.util.List;
import org.electra4j.core.finetune.Task.Example;
import org.electra4j.core.text.EncodedPair;
import org.electra4j.core.text.WordPieceTokenizer;

/** Examples to token ids. */
final class ExampleEncoder {
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

  EncodedExample encode(Example example) {
    EncodedPair pair = EncodedPair.of(tokenizer, example.first(), example.second(), length);
    return new EncodedExample(pair.ids(), pair.secondBegins(), example.label());
  }
}
