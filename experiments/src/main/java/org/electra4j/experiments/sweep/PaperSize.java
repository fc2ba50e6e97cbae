package org.electra4j.experiments.sweep;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.electra4j.core.model.ConfigException;
import org.electra4j.core.model.Electra;
import org.electra4j.core.model.ElectraConfig;
import org.electra4j.core.train.Flops;
import org.electra4j.experiments.bench.RandomTraining;
import org.electra4j.experiments.bench.StepShape;
import org.electra4j.experiments.run.Configuration;
import org.electra4j.experiments.run.Preset;

/**
 * The cells of an experiment in the paper's own size, ELECTRA-Small for a million steps, and how long this machine would be at them.
 *
 * @param cells in the experiment's order
 * @param flopsPerSecond in matrix products, measured on steps of ELECTRA-Small
 */
public record PaperSize(List<Cell> cells, double flopsPerSecond) {
  private static final int EXAMPLES = 8;
  private static final int STEPS = 3;

  /**
   * One run of a cell.
   *
   * @param cell as planned
   * @param parameters trained floats; 0 where the cell cannot be
   * @param publishedFlops by the published script's convention
   */
  public record Cell(PlannedCell cell, long parameters, double publishedFlops) {}

  /** Plans and times it. */
  public static PaperSize measure(SweepPlan plan, int threads) {
    Configuration small = Preset.SMALL.configuration();
    List<Cell> cells = cells(new SweepPlan(plan.experiment(), small, plan.tuning(), plan.names(), plan.comparison(), 1, 1));
    ElectraConfig model = small.model();
    int length = small.pretrain().length();
    try (RandomTraining training = new RandomTraining(new StepShape(model, EXAMPLES, length), threads)) {
      training.step();
      long start = System.nanoTime();
      for (int step = 0; step < STEPS; step++) {
        training.step();
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      return new PaperSize(cells, STEPS * EXAMPLES * length * Flops.perToken(model, length) / seconds);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write a temporary file: " + e.getMessage(), e);
    }
  }

  private static List<Cell> cells(SweepPlan published) {
    try {
      return published.cells().stream().map(PaperSize::cell).toList();
    } catch (ConfigException e) {
      // An experiment of one's own need not have a cell that is possible there.
      return List.of();
    }
  }

  private static Cell cell(PlannedCell cell) {
    return cell.possible() ? new Cell(cell, Electra.parameters(cell.configuration().model()),
        Flops.published(cell.configuration().model(), cell.configuration().pretrain())) : new Cell(cell, 0, 0);
  }

  /** Seconds of one run on machines whose cores do so many operations per second. */
  public double seconds(Cell cell, Cluster cluster, double flopsPerSecondOfCore) {
    return cluster.seconds(cell.cell().flops(), cell.cell().configuration().pretrain().steps(), cell.parameters(), flopsPerSecondOfCore);
  }
}
