package org.electra4j.experiments;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.electra4j.core.text.TextNormalizer;
import org.electra4j.core.text.Vocabulary;
import org.electra4j.core.text.WordPieceTokenizer;
import org.electra4j.experiments.run.Surroundings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what becomes of a text before a model sees it. */
@Command(name = "tokenize", mixinStandardHelpOptions = true, sortOptions = false, usageHelpAutoWidth = true,
    description = "Cuts each text into the word pieces of a vocabulary: a line of tokens, or of their ids, without special ones.",
    footer = {"", "Example:", "  electra tokenize --vocab runs/mine/vocab.txt \"the chef ate the meal\""})
final class TokenizeCommand implements Callable<Integer> {
  private final Surroundings around;

  @Option(names = "--vocab", paramLabel = "FILE", required = true, order = 1, description = "The vocabulary, one word piece per line.")
  private Path vocab;

  @Option(names = "--cased", order = 2, description = "Keep upper case and accents.")
  private boolean cased;

  @Option(names = "--ids", order = 3, description = "Numbers instead of tokens.")
  private boolean ids;

  @Mixin
  private TextInput input;

  TokenizeCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    Vocabulary vocabulary = Vocabulary.read(vocab);
    WordPieceTokenizer tokenizer = new WordPieceTokenizer(vocabulary, new TextNormalizer(!cased, !cased));
    input.forEach(text -> around.terminal().line(Arrays.stream(tokenizer.encode(text))
        .mapToObj(id -> ids ? Integer.toString(id) : vocabulary.token(id)).collect(Collectors.joining(" "))));
    return ExitCodes.DONE;
  }
}
