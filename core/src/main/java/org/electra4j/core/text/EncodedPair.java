package org.electra4j.core.text;

/**
 * A text or a pair of texts as a model reads it: [CLS] first [SEP], or [CLS] first [SEP] second [SEP].
 *
 * @param ids of all tokens
 * @param secondBegins place of the second text's first token; the number of tokens where there is none
 */
public record EncodedPair(int[] ids, int secondBegins) {
  private static final int SPECIALS_OF_ONE = 2;
  private static final int SPECIALS_OF_TWO = 3;

  /**
   * Of at most so many tokens. What is too long is cut at its end; of two texts the longer one loses a token at a time, the second one
   * where both are equally long.
   *
   * @param second null for none
   */
  public static EncodedPair of(WordPieceTokenizer tokenizer, String first, String second, int length) {
    int[] firstIds = tokenizer.encode(first);
    int[] secondIds = second == null ? new int[0] : tokenizer.encode(second);
    int specials = second == null ? SPECIALS_OF_ONE : SPECIALS_OF_TWO;
    int keptOfFirst = firstIds.length;
    int keptOfSecond = secondIds.length;
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
    System.arraycopy(firstIds, 0, ids, 1, keptOfFirst);
    System.arraycopy(secondIds, 0, ids, secondBegins, keptOfSecond);
    ids[ids.length - 1] = vocabulary.separator();
    ids[secondBegins - 1] = vocabulary.separator();
    return new EncodedPair(ids, secondBegins);
  }
}
