package org.electra4j.experiments;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.electra4j.core.huggingface.ModelFolder;
import org.electra4j.core.model.ElectraConfig;
import org.electra4j.core.model.ElectraWeights;
import org.electra4j.core.nn.EncoderConfig;
import org.electra4j.core.predict.PretrainedWeights;
import org.electra4j.experiments.run.ModelCard;
import org.electra4j.experiments.run.Surroundings;
import org.electra4j.experiments.run.TrainedModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes the networks of a checkpoint as other programs read them. */
@Command(name = "export", mixinStandardHelpOptions = true, sortOptions = false, usageHelpAutoWidth = true,
    description = "Writes a pre-trained model as Hugging Face's transformers reads it: a folder for each of its networks.",
    footer = {"",
        "Folders: discriminator (ElectraForPreTraining) and generator",
        "(ElectraForMaskedLM), or masked-lm for a main network that fills masks in.",
        "",
        "Example:",
        "  electra export --checkpoint runs/mine --out exported",
        "and in Python:",
        "  AutoModel.from_pretrained(\"exported/discriminator\")"})
final class ExportCommand implements Callable<Integer> {
  private final Surroundings around;

  @Mixin
  private CheckpointOptions source;

  @Option(names = "--out", paramLabel = "DIR", required = true, order = 3, description = "Where the folders are written.")
  private Path out;

  ExportCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    TrainedModel model = source.open();
    ElectraConfig config = model.configuration().model();
    Banner banner = new Banner(around.terminal());
    banner.program();
    banner.say("model", model.checkpoint().toString());
    try (PretrainedWeights read = PretrainedWeights.read(model.checkpoint(), config)) {
      ElectraWeights weights = read.weights();
      if (weights.discriminatorHead() != null) {
        Path folder = out.resolve("discriminator");
        ModelFolder.writeDiscriminator(folder, config.main(), weights.main(), weights.discriminatorHead(),
            around(model, "Discriminator of an ELECTRA", "ElectraForPreTraining", config.main()));
        banner.say("written", folder + " (ElectraForPreTraining)");
      } else {
        Path folder = out.resolve("masked-lm");
        ModelFolder.writeMaskedLm(folder, config.main(), weights.main(), weights.languageModel().words(),
            around(model, "A masked language model", "ElectraForMaskedLM", config.main()));
        banner.say("written", folder + " (ElectraForMaskedLM)");
      }
      if (weights.generator() != null) {
        Path folder = out.resolve("generator");
        ModelFolder.writeMaskedLm(folder, config.generator(), weights.generator(), weights.mlmHead(),
            around(model, "Generator of an ELECTRA", "ElectraForMaskedLM", config.generator()));
        banner.say("written", folder + " (ElectraForMaskedLM)");
      }
    }
    return ExitCodes.DONE;
  }

  private static ModelFolder.Surroundings around(TrainedModel model, String what, String loader, EncoderConfig size) {
    return new ModelFolder.Surroundings(model.tokenizer().vocabulary(), model.tokenizer().normalizer(),
        model.configuration().pretrain().length(), ModelCard.of(model, what, loader, size));
  }
}
