package org.electra4j.core.finetune;

import java.nio.file.Path;
import java.util.List;
import org.electra4j.core.huggingface.ModelFolder;
import org.electra4j.core.model.ElectraConfig;
import org.electra4j.core.nn.DenseWeights;
import org.electra4j.core.nn.Encoder;
import org.electra4j.core.nn.EncoderConfig;
import org.electra4j.core.nn.EncoderWeights;
import org.electra4j.core.nn.Initializer.GlorotUniform;
import org.electra4j.core.nn.Parameter;
import org.electra4j.core.nn.ParameterMemory;
import org.electra4j.core.nn.ParameterPlan;
import org.electra4j.core.random.Draws;
import org.electra4j.core.random.Purpose;
import org.electra4j.core.tensor.Tensor;
import org.electra4j.core.tensor.Workspace;

/** The main network with a head on [CLS]: batches in, loss, gradients and predictions out. */
final class Classifier {
  private final EncoderWeights encoderWeights;
  private final List<Parameter> encoderParameters;
  private final DenseWeights headWeights;
  private final ParameterMemory memory;
  private final Encoder encoder;
  private final ClassifierHead head;
  private final TaskLoss taskLoss;
  private TaskBatch batch;
  /** Of the last forward, [examples, outputs]; backward turns it into its gradient. */
  private Tensor logits;
  private double loss;

  /** With zero weights, for batches of at most maxExamples x maxLength positions. */
  Classifier(ElectraConfig config, Task task, Workspace space, int maxExamples, int maxLength) {
    ParameterPlan plan = new ParameterPlan();
    encoderWeights = EncoderWeights.declare(plan, "main", config.main(), config.start());
    encoderParameters = List.copyOf(plan.parameters());
    headWeights = DenseWeights.declare(plan, "classifier/dense", config.hiddenSize(), task.outputs(), new GlorotUniform());
    memory = plan.allocate(space.arena());
    encoder = new Encoder(config.main(), encoderWeights, space, maxExamples, maxLength, Purpose.MAIN_DROPOUT);
    head = new ClassifierHead(headWeights, space, maxExamples, maxLength);
    taskLoss = TaskLoss.of(task, space, maxExamples);
  }

  /** All parameters. */
  ParameterMemory memory() {
    return memory;
  }

  /** Writes what was learned as transformers reads it. */
  void write(Path folder, EncoderConfig size, List<String> labels, ModelFolder.Surroundings around) {
    ModelFolder.writeClassifier(folder, size, encoderWeights, headWeights, labels, around);
  }

  /** What pre-training leaves for this: the main network without its pre-training head. */
  List<Parameter> encoderParameters() {
    return encoderParameters;
  }

  /** The share of the learning rate that each parameter gets. */
  LayerRates rates(double layerDecay) {
    return new LayerRates(encoderWeights, headWeights, layerDecay);
  }

  /** Loss and logits of a batch; dropout only in training. */
  void forward(TaskBatch batch, Draws draws, boolean training) {
    this.batch = batch;
    Tensor hidden = encoder.forward(batch.batch(), draws, 0, training);
    logits = head.forward(batch.batch(), hidden, draws, training);
    loss = taskLoss.forward(batch.batch().size(), logits, batch.labels());
  }

  /** Sum of the last batch's losses. */
  double loss() {
    return loss;
  }

  /** A class or a value for each of the last batch's examples, to be asked before backward. */
  float[] predictions() {
    return taskLoss.predictions(batch.batch().size(), logits);
  }

  /** Adds the gradients of the last batch's sum of losses. */
  void backward() {
    taskLoss.backward(logits);
    encoder.backward(head.backward(batch.batch(), logits));
  }
}
