package org.electra4j.experiments;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.electra4j.core.predict.TextClassifier;
import org.electra4j.core.predict.TextModel.ScoredToken;
import org.electra4j.experiments.terminal.Terminal;
import org.electra4j.experiments.terminal.Words;

/** What a model said of a text, for a person, for a pipe, for a program. */
final class Answers {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String RED = "\u001b[31m";
  private static final String YELLOW = "\u001b[33m";
  private static final String PLAIN = "\u001b[0m";
  private static final double SURE = 0.5;
  private static final double DOUBTFUL = 0.2;

  private final Terminal terminal;
  private final boolean json;
  private boolean headed;
  /** Number of the text that is answered, from 1: what tells texts apart in a table. */
  private int number;

  Answers(Terminal terminal, boolean json) {
    this.terminal = terminal;
    this.json = json;
  }

  /** Each token with its probability of having been replaced. */
  void detected(String text, List<ScoredToken> tokens) {
    number++;
    if (json) {
      ObjectNode answer = JSON.createObjectNode().put("text", text);
      put(answer.putArray("tokens"), tokens, "replaced");
      line(answer);
    } else if (terminal.live()) {
      terminal.line(text);
      tokens.forEach(token -> terminal.line("  %s%5.1f %%  %s%s", colour(token.probability()), 100 * token.probability(),
          token.token(), PLAIN));
    } else {
      head("text\ttoken\treplaced");
      tokens.forEach(token -> terminal.line("%d\t%s\t%.4f", number, token.token(), token.probability()));
    }
  }

  private static String colour(double probability) {
    return probability >= SURE ? RED : probability >= DOUBTFUL ? YELLOW : "";
  }

  /** The likeliest tokens of each mask. */
  void filled(String text, List<List<ScoredToken>> masks) {
    number++;
    if (json) {
      ObjectNode answer = JSON.createObjectNode().put("text", text);
      ArrayNode all = answer.putArray("masks");
      masks.forEach(mask -> put(all.addArray(), mask, "probability"));
      line(answer);
      return;
    }
    if (terminal.live()) {
      terminal.line(text);
    } else {
      head("text\tmask\ttoken\tprobability");
    }
    for (int mask = 0; mask < masks.size(); mask++) {
      for (ScoredToken token : masks.get(mask)) {
        if (terminal.live()) {
          terminal.line("  %s%5.1f %%  %s", masks.size() > 1 ? "mask " + (mask + 1) + "  " : "", 100 * token.probability(),
              token.token());
        } else {
          terminal.line("%d\t%d\t%s\t%.4f", number, mask + 1, token.token(), token.probability());
        }
      }
    }
  }

  /** A vector for a text. */
  void embedded(String text, float[] vector) {
    if (json) {
      ObjectNode answer = JSON.createObjectNode().put("text", text);
      ArrayNode values = answer.putArray("vector");
      for (float value : vector) {
        values.add(value);
      }
      line(answer);
      return;
    }
    StringBuilder values = new StringBuilder();
    for (float value : vector) {
      values.append(values.isEmpty() ? "" : "\t").append(value);
    }
    terminal.line(values.toString());
  }

  /** The likeliest label with the probability of each, or the value of a regression. */
  void classified(String text, TextClassifier.Answer answer) {
    List<String> names = answer.labels().isEmpty() ? List.of("value") : answer.labels();
    if (json) {
      ObjectNode line = JSON.createObjectNode().put("text", text);
      if (answer.label() != null) {
        line.put("label", answer.label());
      }
      ObjectNode scores = line.putObject("scores");
      for (int i = 0; i < names.size(); i++) {
        scores.put(names.get(i), answer.scores()[i]);
      }
      line(line);
      return;
    }
    StringBuilder line = new StringBuilder(answer.label() == null ? "" : answer.label());
    for (int i = 0; i < names.size(); i++) {
      line.append(line.isEmpty() ? "" : "\t").append(Words.format("%.4f", answer.scores()[i]));
    }
    head((answer.label() == null ? "" : "label\t") + String.join("\t", names) + "\ttext");
    terminal.line(line + "\t" + text);
  }

  private static void put(ArrayNode array, List<ScoredToken> tokens, String name) {
    tokens.forEach(token -> array.addObject().put("token", token.token()).put(name, token.probability()));
  }

  private void head(String columns) {
    if (!headed) {
      terminal.line(columns);
      headed = true;
    }
  }

  private void line(ObjectNode answer) {
    try {
      terminal.line(JSON.writeValueAsString(answer));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON cannot be written", e);
    }
  }
}
