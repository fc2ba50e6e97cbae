package org.electra4j.core.text;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.electra4j.core.files.AtomicFile;
import org.electra4j.core.files.Sha256;

/**
 * Word pieces and their ids: the number of a line of {@code vocab.txt}, counted from 0, is the id of the token on it.
 *
 * <p>A piece that continues a word begins with {@code ##}. Five special tokens must be there, and [PAD] must be the first, because
 * padded places hold the id 0 in packed examples, in the published code and in other tools. Immutable.
 */
public final class Vocabulary {
  /** Fills examples up; id 0. */
  public static final String PAD = "[PAD]";
  /** Stands for a word that the pieces cannot make. */
  public static final String UNKNOWN = "[UNK]";
  /** Begins an example. */
  public static final String CLASSIFIER = "[CLS]";
  /** Ends a segment. */
  public static final String SEPARATOR = "[SEP]";
  /** Stands where a token is to be guessed. */
  public static final String MASK = "[MASK]";

  /** What a piece begins with that continues a word. */
  static final String CONTINUATION = "##";
  /** In the order in which a trained vocabulary begins with them. */
  static final List<String> SPECIAL = List.of(PAD, UNKNOWN, CLASSIFIER, SEPARATOR, MASK);

  private final List<String> tokens;
  private final Map<String, Integer> ids;

  private Vocabulary(List<String> tokens, String where) {
    this.tokens = List.copyOf(tokens);
    this.ids = HashMap.newHashMap(tokens.size());
    for (int id = 0; id < tokens.size(); id++) {
      String token = tokens.get(id);
      checkToken(token, id + 1, where);
      Integer earlier = ids.putIfAbsent(token, id);
      if (earlier != null) {
        throw new VocabularyException("%slines %d and %d are both %s, but a token has one id: remove one and train anew"
            .formatted(where, earlier + 1, id + 1, token));
      }
    }
    for (String special : SPECIAL) {
      if (!ids.containsKey(special)) {
        throw new VocabularyException("%sspecial token %s is missing among %d lines: expected all of %s, each on a line of its own"
            .formatted(where, special, tokens.size(), String.join(" ", SPECIAL)));
      }
    }
    if (pad() != 0) {
      throw new VocabularyException("%s[PAD] is on line %d, but must be on line 1, since padding has the id 0 in packed examples and in "
          .formatted(where, pad() + 1) + "other tools: move it there, if no model has been trained with these ids");
    }
  }

  /**
   * From tokens in the order of their ids; VocabularyException if a token is empty, broken or there twice, a special token missing, or
   * [PAD] not the first.
   */
  public static Vocabulary of(List<String> tokens) {
    return new Vocabulary(tokens, "vocabulary: ");
  }

  /**
   * From {@code vocab.txt}: strict UTF-8, one token per line. A byte order mark and carriage returns before line ends, which some editors
   * leave, are no part of a token. VocabularyException as in {@link #of}, or if the file cannot be read.
   */
  public static Vocabulary read(Path file) {
    String name = "vocabulary " + file;
    try {
      return new Vocabulary(TextLines.read(file, name, VocabularyException::new), name + ": ");
    } catch (NoSuchFileException e) {
      throw new VocabularyException(name + ": there is no such file: train one with the command vocab, or name another", e);
    } catch (IOException e) {
      throw new VocabularyException("%s: it cannot be read (%s)".formatted(name, e), e);
    }
  }

  private static void checkToken(String token, int line, String where) {
    if (token.isEmpty()) {
      throw new VocabularyException("%sline %d is empty: expected a token on each line, remove the line if it is the last"
          .formatted(where, line));
    }
    if (token.chars().anyMatch(c -> c == '\n' || c == '\r')) {
      throw new VocabularyException("%sline %d holds a line break within a token: expected one token per line, lines ending in LF or CRLF"
          .formatted(where, line));
    }
    if (token.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
      throw new VocabularyException("%sline %d holds half of a surrogate pair, which UTF-8 cannot write: expected whole characters"
          .formatted(where, line));
    }
  }

  /**
   * Writes {@code vocab.txt}: UTF-8, each token with a line feed. At any moment the old file or the new one is there, whole; folders above
   * are made. VocabularyException if that fails.
   */
  public void write(Path file) {
    try {
      AtomicFile.write(file, bytes());
    } catch (IOException e) {
      throw new VocabularyException("vocabulary %s: it cannot be written (%s)".formatted(file, e), e);
    }
  }

  /** Number of tokens. */
  public int size() {
    return tokens.size();
  }

  /** The token of an id; IllegalArgumentException if there is none. */
  public String token(int id) {
    if (id < 0 || id >= tokens.size()) {
      throw new IllegalArgumentException("token id %d, wanted 0 to %d".formatted(id, tokens.size() - 1));
    }
    return tokens.get(id);
  }

  /** Id of a token, or -1. */
  public int id(String token) {
    return ids.getOrDefault(token, -1);
  }

  /** Id of [PAD]. */
  public int pad() {
    return id(PAD);
  }

  /** Id of [UNK]. */
  public int unknown() {
    return id(UNKNOWN);
  }

  /** Id of [CLS]. */
  public int classifier() {
    return id(CLASSIFIER);
  }

  /** Id of [SEP]. */
  public int separator() {
    return id(SEPARATOR);
  }

  /** Id of [MASK]. */
  public int mask() {
    return id(MASK);
  }

  /** SHA-256 of the file as {@link #write} writes it, hexadecimal. */
  public String checksum() {
    MessageDigest digest = Sha256.digest();
    digest.update(bytes());
    return Sha256.hexadecimal(digest);
  }

  private byte[] bytes() {
    return (String.join("\n", tokens) + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
