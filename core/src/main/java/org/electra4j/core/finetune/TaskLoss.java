package org.electra4j.core.finetune;

import org.electra4j.core.tensor.Tensor;
import org.electra4j.core.tensor.Workspace;
import org.electra4j.simd.RowSoftmax;
import org.electra4j.simd.WorkerPool;

/** What a task asks of the classifier's numbers. Losses are summed over the batch, as published, not averaged. */
sealed interface TaskLoss {

  /** Sum of the losses of a batch's examples, from logits [examples, outputs]. */
  double forward(int examples, Tensor logits, float[] labels);

  /** Turns the logits of the last forward into the gradient of its sum. */
  void backward(Tensor logits);

  /** What the model says of each example: a class, or a value. */
  float[] predictions(int examples, Tensor logits);

  /** The loss of a task. */
  static TaskLoss of(Task task, Workspace space, int maxExamples) {
    return task.regression() ? new SquaredError() : new CrossEntropy(space, maxExamples);
  }

  /** Cross-entropy of a softmax over the classes. */
  final class CrossEntropy implements TaskLoss {
    private final WorkerPool workers;
    /** [examples, 1]. */
    private final Tensor losses;
    /** [examples, 1]. */
    private final Tensor logSumExp;
    private int[] targets;

    private CrossEntropy(Workspace space, int maxExamples) {
      workers = space.workers();
      losses = space.tensor(maxExamples, 1);
      logSumExp = space.tensor(maxExamples, 1);
    }

    @Override
    public double forward(int examples, Tensor logits, float[] labels) {
      targets = new int[examples];
      for (int example = 0; example < examples; example++) {
        targets[example] = (int) labels[example];
      }
      RowSoftmax.crossEntropy(workers, examples, logits.columns(), logits.segment(), targets, losses.segment(), logSumExp.segment());
      double sum = 0;
      for (int example = 0; example < examples; example++) {
        sum += losses.get(example, 0);
      }
      return sum;
    }

    @Override
    public void backward(Tensor logits) {
      RowSoftmax.crossEntropyGradient(workers, targets.length, logits.columns(), logits.segment(), targets, logSumExp.segment(), 1f,
          logits.segment());
    }

    @Override
    public float[] predictions(int examples, Tensor logits) {
      int[] chosen = new int[examples];
      RowSoftmax.argmax(workers, examples, logits.columns(), logits.segment(), chosen);
      float[] classes = new float[examples];
      for (int example = 0; example < examples; example++) {
        classes[example] = chosen[example];
      }
      return classes;
    }
  }

  /** Squared difference between the one output, as it is, and the value. */
  final class SquaredError implements TaskLoss {
    private float[] labels;

    private SquaredError() {}

    @Override
    public double forward(int examples, Tensor logits, float[] labels) {
      this.labels = labels;
      double sum = 0;
      for (int example = 0; example < examples; example++) {
        double difference = (double) logits.get(example, 0) - labels[example];
        sum += difference * difference;
      }
      return sum;
    }

    @Override
    public void backward(Tensor logits) {
      for (int example = 0; example < labels.length; example++) {
        logits.set(example, 0, 2 * (logits.get(example, 0) - labels[example]));
      }
    }

    @Override
    public float[] predictions(int examples, Tensor logits) {
      float[] values = new float[examples];
      for (int example = 0; example < examples; example++) {
        values[example] = logits.get(example, 0);
      }
      return values;
    }
  }
}
