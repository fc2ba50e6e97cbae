package org.electra4j.core.huggingface;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** JSON files of a model's folder. */
final class JsonFile {
  private static final ObjectMapper JSON = new ObjectMapper();
  /** The vocabulary of the largest ELECTRA is a tenth of it. */
  private static final long MOST_BYTES = 1 << 26;

  private JsonFile() {}

  /** The object in a file; ModelFolderException naming the file if there is none. */
  static JsonNode object(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new ModelFolderException("%s: has %d bytes, expected at most %d".formatted(file, Files.size(file), MOST_BYTES));
      }
      JsonNode json = JSON.readTree(file.toFile());
      if (!json.isObject()) {
        throw new ModelFolderException(file + ": is not a JSON object, as transformers' save_pretrained writes it");
      }
      return json;
    } catch (JsonProcessingException e) {
      throw new ModelFolderException("%s: is not JSON (%s)".formatted(file, e.getOriginalMessage()), e);
    } catch (NoSuchFileException e) {
      throw new ModelFolderException(file + ": there is no such file; expected a folder that transformers' save_pretrained wrote", e);
    } catch (IOException e) {
      throw new ModelFolderException("%s: cannot be read (%s)".formatted(file, e), e);
    }
  }
}
