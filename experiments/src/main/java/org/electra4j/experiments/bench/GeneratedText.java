package org.electra4j.experiments.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.electra4j.core.data.DocumentSource;
import org.electra4j.simd.Philox;

/**
 * Invented text with the statistics that matter to word pieces: words by Zipf's law, frequent ones short, sentences with capitals, commas
 * and full stops, now and then a number or an accent. It is the same on every machine and JDK, and needs no archive, as the prose of the
 * JDK would.
 */
final class GeneratedText implements DocumentSource {
  private static final long SEED = 7;
  private static final int WORDS = 60_000;
  private static final String[] ONSETS = {"", "b", "c", "d", "f", "g", "h", "l", "m", "n", "p", "r", "s", "t", "v", "st", "tr", "pl", "ch",
      "qu"};
  private static final String[] VOWELS = {"a", "e", "i", "o", "u", "ea", "ou", "io", "e", "a", "i", "\u00e9"};
  private static final String[] CODAS = {"", "", "", "n", "r", "s", "t", "l", "nd", "ng", "ck", "x"};
  private static final int LEAST_SENTENCE = 4;
  private static final int SENTENCE_SPREAD = 22;
  private static final int LINES = 12;

  private final List<String> lexicon = new ArrayList<>();
  private final List<List<String>> documents = new ArrayList<>();
  private final long bytes;
  private long drawn;

  /** At least so many bytes of UTF-8, up to the end of a document. */
  GeneratedText(long least) {
    for (int rank = 1; rank <= WORDS; rank++) {
      lexicon.add(word(rank));
    }
    long written = 0;
    while (written < least) {
      List<String> document = new ArrayList<>();
      for (int line = 0; line < LINES; line++) {
        document.add(sentence());
        written += document.getLast().getBytes(StandardCharsets.UTF_8).length + 1;
      }
      documents.add(document);
      written++;
    }
    bytes = written;
  }

  /** Bytes of UTF-8, line ends and the blank lines between documents included. */
  long bytes() {
    return bytes;
  }

  /** All lines, in order. */
  List<String> lines() {
    return documents.stream().flatMap(List::stream).toList();
  }

  /** The documents' lines. */
  List<List<String>> documents() {
    return documents;
  }

  @Override
  public void forEachDocument(Consumer<List<String>> consumer) {
    documents.forEach(consumer);
  }

  @Override
  public String description() {
    return "generated text";
  }

  /** A word that gets a syllable more each time its rank grows thirtyfold. */
  private String word(int rank) {
    int syllables = 1 + below(2) + (int) (StrictMath.log(rank) / StrictMath.log(30));
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < syllables; i++) {
      word.append(one(ONSETS)).append(one(VOWELS)).append(one(CODAS));
    }
    return word.toString();
  }

  private String sentence() {
    StringBuilder sentence = new StringBuilder();
    int words = LEAST_SENTENCE + below(SENTENCE_SPREAD);
    for (int i = 0; i < words; i++) {
      if (i > 0) {
        sentence.append(below(10) == 0 ? ", " : " ");
      }
      // The logarithm of the rank is uniform, so a rank's share is proportional to its inverse.
      int rank = (int) StrictMath.exp(below(1 << 30) * 0x1p-30 * StrictMath.log(WORDS));
      String word = below(50) == 0 ? Integer.toString(below(2100)) : lexicon.get(rank - 1);
      sentence.append(i == 0 ? Character.toUpperCase(word.charAt(0)) + word.substring(1) : word);
    }
    return sentence.append('.').toString();
  }

  private String one(String[] choices) {
    return choices[below(choices.length)];
  }

  private int below(int bound) {
    return (int) Math.unsignedMultiplyHigh(Philox.first(SEED, 0, drawn++), bound);
  }
}
