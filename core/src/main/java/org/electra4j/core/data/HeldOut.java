package org.electra4j.core.data;

/** Which documents are kept from training: every twentieth, counted from the twentieth. */
public final class HeldOut {
  private static final int EVERY = 20;

  private HeldOut() {}

  /** Whether the document of this index is kept from training. */
  public static boolean contains(int document) {
    return document % EVERY == EVERY - 1;
  }

  /** The documents to train on. */
  public static DocumentSource training(DocumentSource all) {
    throw new UnsupportedOperationException("not yet");
  }

  /** The documents to evaluate on. */
  public static DocumentSource heldOut(DocumentSource all) {
    throw new UnsupportedOperationException("not yet");
  }
}
