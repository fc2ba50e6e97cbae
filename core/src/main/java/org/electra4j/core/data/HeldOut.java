package org.electra4j.core.data;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/** Which documents are kept from training: every twentieth, counted from the twentieth. */
public final class HeldOut {
  private static final int EVERY = 20;

  private HeldOut() {}

  /** Whether the document of this index is kept from training. */
  public static boolean contains(int document) {
    return document % EVERY == EVERY - 1;
  }

  /** The documents to train on. */
  public static DocumentSource training(DocumentSource all) {
    return new Part(all, document -> !contains(document), "training part of ");
  }

  /** The documents to evaluate on; reading them is a CorpusException if there are none. */
  public static DocumentSource heldOut(DocumentSource all) {
    return new Part(all, HeldOut::contains, "held-out part of ");
  }

  private record Part(DocumentSource all, IntPredicate chosen, String prefix) implements DocumentSource {
    @Override
    public void forEachDocument(Consumer<List<String>> consumer) {
      int[] read = {0};
      int[] given = {0};
      all.forEachDocument(document -> {
        if (chosen.test(read[0]++)) {
          given[0]++;
          consumer.accept(document);
        }
      });
      if (given[0] == 0) {
        throw new CorpusException(
            "%s: %d documents; expected at least %d, one in %d is kept for evaluation: put blank lines between documents"
            .formatted(all.description(), read[0], EVERY, EVERY));
      }
    }

    @Override
    public String description() {
      return prefix + all.description();
    }
  }
}
