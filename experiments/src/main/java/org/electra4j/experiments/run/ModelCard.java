package org.electra4j.experiments.run;

import java.util.List;
import java.util.Map;
import org.electra4j.core.checkpoint.Checkpoint;
import org.electra4j.core.finetune.FineTuner;
import org.electra4j.core.finetune.Task;
import org.electra4j.core.model.Settings;
import org.electra4j.core.nn.EncoderConfig;

/** The README.md of an exported model: what it is, how it was trained, how it is loaded. */
public final class ModelCard {
  private static final List<String> OF_TRAINING = List.of("steps", "batchSize", "length", "learningRate", "warmupSteps", "dropout",
      "maskRate", "seed");

  private ModelCard() {}

  /**
   * In Markdown with the header that model hubs read.
   *
   * @param model that was exported
   * @param what the network is, such as "discriminator of an ELECTRA"
   * @param loader class of transformers that loads it
   * @param size of the network
   */
  public static String of(TrainedModel model, String what, String loader, EncoderConfig size) {
    Map<String, String> state = Checkpoint.state(model.checkpoint());
    StringBuilder card = new StringBuilder("---\nlibrary_name: transformers\ntags:\n- electra\n- electra4j\n---\n\n");
    card.append("# ").append(what).append("\n\n");
    card.append("Trained by electra4j ").append(Provenance.version()).append(", commit ").append(Provenance.commit())
        .append(", on CPUs. The method is that of Clark, Luong, Le and Manning: [ELECTRA](https://arxiv.org/abs/2003.10555), 2020.\n\n");
    card.append("| | |\n|---|---|\n");
    row(card, "layers", size.layers());
    row(card, "hidden size", size.hiddenSize());
    row(card, "embedding size", size.embeddingSize());
    row(card, "attention heads", size.heads());
    row(card, "vocabulary", Settings.text(size.vocabularySize()) + " word pieces, SHA-256 " + state.get("vocabularyChecksum"));
    OF_TRAINING.stream().filter(state::containsKey).forEach(key -> row(card, key, state.get(key)));
    row(card, "text", "SHA-256 of the packed examples " + state.getOrDefault("dataChecksum", "unknown"));
    card.append("\n```python\nfrom transformers import AutoTokenizer, ").append(loader)
        .append("\ntokenizer = AutoTokenizer.from_pretrained(\"this folder\")\nmodel = ").append(loader)
        .append(".from_pretrained(\"this folder\")\n```\n\n");
    card.append("config.json has dropout 0.1, as every published ELECTRA, which transformers reads when it fine-tunes; pre-training had ")
        .append(Settings.text(model.configuration().model().dropout())).append(". Positions beyond ")
        .append(model.configuration().pretrain().length()).append(" were never trained.\n");
    return card.toString();
  }

  /** The same of a fine-tuned model. */
  public static String ofTask(TrainedModel model, Task task, FineTuner.Result result) {
    return of(model, "ELECTRA, fine-tuned on " + task.name(), "ElectraForSequenceClassification", model.configuration().model().main())
        + ("\nDev set of %s: %s %s. The head is the published one, a single dense layer on [CLS], written in the form of two that "
            + "transformers has.\n").formatted(task.name(), task.metric().key(), Settings.text(result.score()));
  }

  private static void row(StringBuilder card, String name, Object value) {
    card.append("| ").append(name).append(" | ").append(value).append(" |\n");
  }
}
