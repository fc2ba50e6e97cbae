package org.electra4j.core.huggingface;

import java.util.ArrayList;
import java.util.List;
import org.electra4j.core.model.DiscriminatorHeadWeights;
import org.electra4j.core.model.MlmHeadWeights;
import org.electra4j.core.model.SequenceHeadWeights;
import org.electra4j.core.nn.EncoderWeights;
import org.electra4j.core.nn.LayerWeights;

/** Hugging Face's names of ELECTRA's tensors (transformers, modeling_electra), and what they are called and how they lie here. */
final class TensorNames {
  private TensorNames() {}

  /** Tables, projection and layers: the part of every model that is called electra. */
  private static List<NamedTensor> encoder(EncoderWeights weights) {
    List<NamedTensor> tensors = new ArrayList<>();
    String embeddings = "electra.embeddings.";
    tensors.add(NamedTensor.table(embeddings + "word_embeddings.weight", weights.embeddings().word()));
    tensors.add(NamedTensor.table(embeddings + "position_embeddings.weight", weights.embeddings().position()));
    tensors.add(NamedTensor.table(embeddings + "token_type_embeddings.weight", weights.embeddings().segment()));
    tensors.addAll(NamedTensor.norm(embeddings + "LayerNorm", weights.embeddings().norm()));
    if (weights.projection() != null) {
      tensors.addAll(NamedTensor.dense("electra.embeddings_project", weights.projection()));
    }
    for (int index = 0; index < weights.layers().size(); index++) {
      layer(tensors, "electra.encoder.layer." + index, weights.layers().get(index));
    }
    return tensors;
  }

  private static void layer(List<NamedTensor> tensors, String name, LayerWeights layer) {
    int hidden = layer.queryKeyValue().weight().rows();
    String[] parts = {"query", "key", "value"};
    for (int part = 0; part < parts.length; part++) {
      tensors.addAll(NamedTensor.dense(name + ".attention.self." + parts[part], layer.queryKeyValue(), part * hidden, hidden));
    }
    tensors.addAll(NamedTensor.dense(name + ".attention.output.dense", layer.attentionOutput()));
    tensors.addAll(NamedTensor.norm(name + ".attention.output.LayerNorm", layer.attentionNorm()));
    tensors.addAll(NamedTensor.dense(name + ".intermediate.dense", layer.feedForwardIn()));
    tensors.addAll(NamedTensor.dense(name + ".output.dense", layer.feedForwardOut()));
    tensors.addAll(NamedTensor.norm(name + ".output.LayerNorm", layer.feedForwardNorm()));
  }

  /** Of ElectraForPreTraining. */
  static List<NamedTensor> discriminator(EncoderWeights encoder, DiscriminatorHeadWeights head) {
    List<NamedTensor> tensors = encoder(encoder);
    tensors.addAll(NamedTensor.dense("discriminator_predictions.dense", head.dense()));
    tensors.addAll(NamedTensor.dense("discriminator_predictions.dense_prediction", head.logit()));
    return tensors;
  }

  /** Of ElectraForSequenceClassification. */
  static List<NamedTensor> classifier(EncoderWeights encoder, SequenceHeadWeights head) {
    List<NamedTensor> tensors = encoder(encoder);
    tensors.addAll(NamedTensor.dense("classifier.dense", head.dense()));
    tensors.addAll(NamedTensor.dense("classifier.out_proj", head.output()));
    return tensors;
  }

  /** Of ElectraForMaskedLM; its output matrix is the word table, which is written once. */
  static List<NamedTensor> maskedLm(EncoderWeights encoder, MlmHeadWeights head) {
    List<NamedTensor> tensors = encoder(encoder);
    tensors.addAll(NamedTensor.dense("generator_predictions.dense", head.dense()));
    tensors.addAll(NamedTensor.norm("generator_predictions.LayerNorm", head.norm()));
    tensors.add(NamedTensor.vector("generator_lm_head.bias", head.bias()));
    return tensors;
  }
}
