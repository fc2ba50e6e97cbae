package org.electra4j.experiments.sweep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.electra4j.core.model.ConfigException;
import org.electra4j.experiments.report.DurableFile;

/** plan.json: the runs that a sweep was last asked for, in the order in which they are taken, for whoever looks at its folder. */
final class PlanFile {
  static final String NAME = "plan.json";
  private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private PlanFile() {}

  /**
   * One run.
   *
   * @param run id
   * @param cell it belongs to
   * @param seed of the run
   * @param steps in all; 0 where it cannot be run
   */
  record Entry(String run, String cell, long seed, long steps) {}

  /**
   * What the file says.
   *
   * @param experiment label
   * @param reference cell that the others are compared with
   * @param runs in their order
   */
  record Content(String experiment, String reference, List<Entry> runs) {}

  static void write(Path folder, SweepPlan plan, List<SweepPlan.Run> runs) {
    List<Entry> entries = runs.stream().map(run -> new Entry(run.spec().id(), run.cell().name(), run.seed(),
        run.cell().possible() ? run.configuration().pretrain().steps() : 0)).toList();
    try {
      DurableFile.write(folder.resolve(NAME), JSON.writeValueAsString(new Content(plan.experiment().label(),
          plan.experiment().reference(), entries)) + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("records of texts and numbers are always JSON", e);
    }
  }

  static Content read(Path folder) {
    Path file = folder.resolve(NAME);
    if (!Files.isRegularFile(file)) {
      throw new ConfigException("%s holds no %s: expected the folder of a sweep".formatted(folder, NAME));
    }
    try {
      return JSON.readValue(DurableFile.read(file), new TypeReference<>() {});
    } catch (JsonProcessingException e) {
      throw new JournalException("%s is damaged: expected what electra4j wrote; run the sweep's command again".formatted(file), e);
    }
  }
}
