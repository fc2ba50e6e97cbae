package org.electra4j.experiments;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.electra4j.experiments.run.Configuration;
import org.electra4j.experiments.run.ModelImport;
import org.electra4j.experiments.run.Surroundings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reads models of other programs. */
@Command(name = "import", mixinStandardHelpOptions = true, sortOptions = false, usageHelpAutoWidth = true,
    description = "Reads an ELECTRA that transformers wrote (save_pretrained, safetensors, 32-bit floats) and writes a checkpoint.",
    footer = {"",
        "Without a --generator, the discriminator can be fine-tuned and asked; further",
        "pre-training then draws replacements from token frequencies.",
        "",
        "Examples:",
        "  electra import electra-small-discriminator --out runs/imported",
        "  electra finetune --checkpoint runs/imported --task module",
        "  electra pretrain --from runs/imported --corpus my-texts/"})
final class ImportCommand implements Callable<Integer> {
  private final Surroundings around;

  @Parameters(paramLabel = "DIR", description = "Folder of an ElectraForPreTraining, or of an ElectraForMaskedLM.")
  private Path main;

  @Option(names = "--generator", paramLabel = "DIR", order = 1, description = "Folder of the ElectraForMaskedLM that belongs to it.")
  private Path generator;

  @Option(names = "--out", paramLabel = "DIR", required = true, order = 2, description = "Where checkpoint-0.safetensors and vocab.txt go.")
  private Path out;

  ImportCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    Banner banner = new Banner(around.terminal());
    banner.program();
    Configuration configuration = new ModelImport(main, generator).write(out);
    banner.model(configuration);
    banner.say("written", out.toString());
    banner.say("next", "electra finetune --checkpoint " + out);
    return ExitCodes.DONE;
  }
}
