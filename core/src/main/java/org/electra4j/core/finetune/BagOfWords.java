package org.electra4j.core.finetune;

import java.util.List;
import org.electra4j.core.text.WordPieceTokenizer;

/**
 * What a task's score is without any network: naive Bayes over the word pieces of a text, of both texts where there are two, with each
 * count raised by one. A model that does not beat it has learned nothing that counting does not know.
 */
public final class BagOfWords {
  private final double[][] logProbabilities;
  private final double[] logPriors;
  private final WordPieceTokenizer tokenizer;

  private BagOfWords(WordPieceTokenizer tokenizer, int labels, List<Task.Example> train) {
    this.tokenizer = tokenizer;
    int pieces = tokenizer.vocabulary().size();
    long[][] counts = new long[labels][pieces];
    long[] examples = new long[labels];
    for (Task.Example example : train) {
      int label = (int) example.label();
      examples[label]++;
      for (int id : ids(example)) {
        counts[label][id]++;
      }
    }
    logProbabilities = new double[labels][pieces];
    logPriors = new double[labels];
    for (int label = 0; label < labels; label++) {
      long all = pieces;
      for (long count : counts[label]) {
        all += count;
      }
      for (int id = 0; id < pieces; id++) {
        logProbabilities[label][id] = StrictMath.log((counts[label][id] + 1.0) / all);
      }
      logPriors[label] = StrictMath.log((examples[label] + 1.0) / (train.size() + labels));
    }
  }

  /** The score by the task's own metric; NaN for a regression. */
  public static double score(Task task, WordPieceTokenizer tokenizer) {
    if (task.regression()) {
      return Double.NaN;
    }
    BagOfWords bag = new BagOfWords(tokenizer, task.labels().size(), task.train());
    float[] predicted = new float[task.dev().size()];
    float[] gold = new float[predicted.length];
    for (int i = 0; i < predicted.length; i++) {
      predicted[i] = bag.likeliest(task.dev().get(i));
      gold[i] = task.dev().get(i).label();
    }
    return task.metric().of(predicted, gold);
  }

  private int likeliest(Task.Example example) {
    int[] ids = ids(example);
    int best = 0;
    double highest = Double.NEGATIVE_INFINITY;
    for (int label = 0; label < logPriors.length; label++) {
      double sum = logPriors[label];
      for (int id : ids) {
        sum += logProbabilities[label][id];
      }
      if (sum > highest) {
        highest = sum;
        best = label;
      }
    }
    return best;
  }

  private int[] ids(Task.Example example) {
    return tokenizer.encode(example.second() == null ? example.first() : example.first() + " " + example.second());
  }
}
