package org.electra4j.core.finetune;

import java.util.List;
import org.electra4j.core.data.JdkProse;

/** Labelled tasks made from the built-in corpus; dev examples come from the documents that are kept from pre-training. */
public final class ProseTasks {
  /** Their names: paragraph-kind, module, sentence-order. */
  public static final List<String> NAMES = List.of("paragraph-kind", "module", "sentence-order");

  private ProseTasks() {}

  /** One task with at most so many examples, chosen by a fixed seed. */
  public static Task of(JdkProse prose, String name, int maxTrain, int maxDev) {
    throw new UnsupportedOperationException("not yet");
  }
}
