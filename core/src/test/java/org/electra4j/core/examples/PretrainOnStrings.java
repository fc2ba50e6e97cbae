package org.electra4j.core.examples;

import java.nio.file.Path;
import java.util.List;
import org.electra4j.core.data.DatasetBuilder;
import org.electra4j.core.data.DocumentSource;
import org.electra4j.core.data.PackedDataset;
import org.electra4j.core.data.Packing;
import org.electra4j.core.model.ElectraConfig;
import org.electra4j.core.objective.SpecialTokens;
import org.electra4j.core.optim.AdamWConfig;
import org.electra4j.core.text.TextNormalizer;
import org.electra4j.core.text.Vocabulary;
import org.electra4j.core.text.WordPieceTokenizer;
import org.electra4j.core.text.WordPieceTrainer;
import org.electra4j.core.train.PretrainConfig;
import org.electra4j.core.train.Pretrainer;
import org.electra4j.simd.WorkerPool;

/** From strings to a trained ELECTRA. */
final class PretrainOnStrings {
  /** Trains for some steps, keeping what it makes in this folder; the last loss. */
  static double train(List<List<String>> documents, Path folder) {
    DocumentSource text = DocumentSource.of(documents, "strings");
    TextNormalizer normalizer = new TextNormalizer(true, true);
    try (WorkerPool workers = new WorkerPool(Runtime.getRuntime().availableProcessors())) {
      Vocabulary vocabulary = new WordPieceTrainer(300, 1, 1000).train(DatasetBuilder.wordCounts(text, normalizer, workers, done -> { }));
      WordPieceTokenizer tokenizer = new WordPieceTokenizer(vocabulary, normalizer);
      Path packed = folder.resolve("text.packed");
      DatasetBuilder.build(text, tokenizer, 32, Packing.FULL, 1, packed, workers, done -> { });
      PretrainConfig training = new PretrainConfig(32, 8, 8, 40, 1e-3, 4, AdamWConfig.PUBLISHED, 1);
      try (PackedDataset data = PackedDataset.open(packed);
          Pretrainer pretrainer = Pretrainer.create(ElectraConfig.tiny(vocabulary.size()), training, 1, data,
              SpecialTokens.of(vocabulary), workers)) {
        double loss = Double.NaN;
        while (pretrainer.stepsDone() < training.steps()) {
          loss = pretrainer.step().losses().total();
        }
        return loss;
      }
    }
  }
}
