package org.electra4j.core.finetune;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.electra4j.core.data.DocumentSource;
import org.electra4j.core.data.HeldOut;
import org.electra4j.core.finetune.BalancedSample.Candidate;
import org.electra4j.core.finetune.Task.Example;
import org.electra4j.core.random.Draws;
import org.electra4j.core.random.Purpose;

/**
 * Tasks that any text holds, for languages and domains without labelled ones; dev examples come from the documents that are kept from
 * pre-training.
 *
 * <p>Classes are equally frequent, no text stands on both sides, and the draw is fixed: the same documents give the same tasks, whatever
 * their files. Sentences of {@value #FEWEST_WORDS} to {@value #MOST_WORDS} words between spaces are used, at most {@value #EACH} examples
 * of a document. Memory is for the examples, not for the text.
 * <ul>
 *   <li>word-order: whether two neighbouring words of a sentence were exchanged ("bigram shift" of Conneau et al., arXiv 1805.01070).
 *   <li>sentence-order: whether two neighbouring sentences stand in their order (Lan et al., arXiv 1909.11942).
 *   <li>same-document: whether two sentences that are not neighbours come from one document.
 * </ul>
 */
public final class TextTasks {
  private static final String WORD_ORDER = "word-order";
  /** Whether two neighbouring sentences stand in their order. */
  public static final String SENTENCE_ORDER = "sentence-order";
  private static final String SAME_DOCUMENT = "same-document";

  /** Their names: word-order, sentence-order, same-document. */
  public static final List<String> NAMES = List.of(WORD_ORDER, SENTENCE_ORDER, SAME_DOCUMENT);

  /** Most examples of a task where nobody set fewer. */
  public static final int MOST_TRAIN = 10_000;
  /** Most dev examples of a task where nobody set fewer. */
  public static final int MOST_DEV = 2_000;

  private static final int FEWEST_WORDS = 5;
  private static final int MOST_WORDS = 30;
  private static final int EACH = 4;
  private static final long SEED = 20_200_324;
  /** Kept beyond those that are wanted, since some turn out to be repeated. */
  private static final double SPARE = 1.1;

  private final String name;
  private final Offers train;
  private final Offers dev;
  private int documents;
  /** Sentences of the last document of each side. */
  private List<String> lastTrained = List.of();
  private List<String> lastHeldOut = List.of();

  private TextTasks(String name, int maxTrain, int maxDev) {
    this.name = name;
    train = new Offers(Math.min(maxTrain, MOST_TRAIN));
    dev = new Offers(Math.min(maxDev, MOST_DEV));
  }

  /**
   * One task with at most so many examples; reads the text once.
   *
   * @throws TaskException if it is unknown, or the text is too small for it
   */
  public static Task of(DocumentSource text, String name, int maxTrain, int maxDev) {
    if (!NAMES.contains(name)) {
      throw new TaskException("no task of a text is called '%s': expected one of %s".formatted(name, String.join(", ", NAMES)));
    }
    TextTasks tasks = new TextTasks(name, maxTrain, maxDev);
    text.forEachDocument(tasks::read);
    return tasks.task(text.description());
  }

  /** What one document may give, with the draw that decides whether it is kept. */
  private record Offer(long draw, long number, Candidate candidate) {}

  /** Those of least draws, however many are offered. */
  private static final class Offers {
    private final int wanted;
    private final PriorityQueue<Offer> kept = new PriorityQueue<>(Comparator.comparingLong(Offer::draw).reversed());

    Offers(int wanted) {
      this.wanted = wanted;
    }

    void add(Offer offer) {
      kept.add(offer);
      if (kept.size() > SPARE * wanted) {
        kept.poll();
      }
    }

    Stream<Candidate> inOrder() {
      return kept.stream().sorted(Comparator.comparingLong(Offer::number)).map(Offer::candidate);
    }
  }

  private void read(List<String> lines) {
    int document = documents++;
    boolean heldOut = HeldOut.contains(document);
    List<List<String>> paragraphs = lines.stream().map(TextTasks::sentences).toList();
    Draws draws = new Draws(SEED, document);
    List<List<String>> places = new ArrayList<>(places(paragraphs, heldOut));
    draws.shuffle(Purpose.TASK_DATA, 2 * EACH, places);
    for (int i = 0; i < Math.min(EACH, places.size()); i++) {
      long draw = draws.bits(Purpose.TASK_DATA, EACH + i);
      int label = (int) (draw & 1);
      List<String> texts = texts(places.get(i), label, draw);
      (heldOut ? dev : train).add(new Offer(draws.bits(Purpose.TASK_DATA, i), (long) document * EACH + i,
          new Candidate(heldOut, label, texts)));
    }
  }

  /** All that examples of this document may be made of. */
  private List<List<String>> places(List<List<String>> paragraphs, boolean heldOut) {
    switch (name) {
      case WORD_ORDER -> {
        return fitting(paragraphs).filter(sentence -> exchangeable(words(sentence)).length > 0).map(List::of).toList();
      }
      case SENTENCE_ORDER -> {
        return paragraphs.stream().flatMap(TextTasks::neighbours).toList();
      }
      default -> {
        List<String> own = fitting(paragraphs).toList();
        List<String> others = heldOut ? lastHeldOut : lastTrained;
        if (heldOut) {
          lastHeldOut = own;
        } else {
          lastTrained = own;
        }
        return apart(own, others);
      }
    }
  }

  /** The texts of an example with this label; of the draw the high bits are used. */
  private List<String> texts(List<String> place, int label, long draw) {
    return switch (name) {
      case WORD_ORDER -> label == 1 ? place : List.of(exchanged(place.getFirst(), draw));
      case SENTENCE_ORDER -> label == 1 ? place : place.reversed();
      default -> List.of(place.getFirst(), place.get(2 - label));
    };
  }

  /** One space between words. */
  private static List<String> sentences(String paragraph) {
    return Sentences.of(paragraph).stream().map(sentence -> String.join(" ", words(sentence))).toList();
  }

  private static Stream<String> fitting(List<List<String>> paragraphs) {
    return paragraphs.stream().flatMap(List::stream).filter(TextTasks::fits);
  }

  private static boolean fits(String sentence) {
    int words = words(sentence).length;
    return words >= FEWEST_WORDS && words <= MOST_WORDS;
  }

  private static String[] words(String sentence) {
    return sentence.split("\\s+");
  }

  /** Each pair of neighbours of which both fit. */
  private static Stream<List<String>> neighbours(List<String> sentences) {
    return IntStream.range(0, sentences.size() - 1).mapToObj(i -> sentences.subList(i, i + 2))
        .filter(pair -> pair.stream().allMatch(TextTasks::fits) && !pair.getFirst().equals(pair.getLast()));
  }

  /** A sentence of the first half, its counterpart of the second, and one of another document. */
  private static List<List<String>> apart(List<String> own, List<String> others) {
    int half = own.size() / 2;
    return half < 2 ? List.of() : IntStream.range(0, Math.min(half, others.size()))
        .mapToObj(i -> List.of(own.get(i), own.get(half + i), others.get(others.size() - 1 - i))).toList();
  }

  private Task task(String text) {
    BalancedSample sample = new BalancedSample(2, Stream.concat(train.inOrder(), dev.inOrder()).toList());
    List<Example> forTraining = examples(sample.draw(false, train.wanted));
    List<Example> forScoring = examples(sample.draw(true, dev.wanted));
    if (forTraining.isEmpty() || forScoring.isEmpty()) {
      throw new TaskException(("task %s: %s gives %d examples to train on and %d to score, expected some of each; sentences of %d to %d "
          + "words are used: give more text, or choose other tasks").formatted(name, text, forTraining.size(), forScoring.size(),
          FEWEST_WORDS, MOST_WORDS));
    }
    return new Task(name, switch (name) {
      case WORD_ORDER -> List.of("exchanged", "in order");
      case SENTENCE_ORDER -> List.of("swapped", "in order");
      default -> List.of("different", "same");
    }, Metric.ACCURACY, forTraining, forScoring);
  }

  private static List<Example> examples(List<Candidate> drawn) {
    return drawn.stream().map(each -> new Example(each.texts().getFirst(), each.texts().size() == 1 ? null : each.texts().getLast(),
        each.label())).toList();
  }

  /** Places of words that differ from their next one; neither first nor last, since capitals and full stops would tell. */
  private static int[] exchangeable(String[] words) {
    return IntStream.range(1, words.length - 2).filter(i -> !words[i].equals(words[i + 1])).toArray();
  }

  private static String exchanged(String sentence, long draw) {
    String[] words = words(sentence);
    int[] places = exchangeable(words);
    int place = places[(int) Math.unsignedMultiplyHigh(draw, places.length)];
    String word = words[place];
    words[place] = words[place + 1];
    words[place + 1] = word;
    return String.join(" ", words);
  }
}
