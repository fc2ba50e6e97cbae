package org.electra4j.core.data;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Documents of text files: strict UTF-8, one piece of text per line, a blank line ends a document, and so does the end of a file. */
public final class DocumentReader implements DocumentSource {

  /** A file, or a folder with all {@code .txt} and {@code .txt.gz} files below it in the order of their paths; CorpusException if there is nothing. */
  public static DocumentReader of(Path fileOrFolder) {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public void forEachDocument(Consumer<List<String>> consumer) {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public String description() {
    throw new UnsupportedOperationException("not yet");
  }
}
