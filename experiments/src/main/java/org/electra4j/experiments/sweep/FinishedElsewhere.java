package org.electra4j.experiments.sweep;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.electra4j.core.files.AtomicFile;
import org.electra4j.core.train.RunLock;
import org.electra4j.experiments.report.DurableFile;
import org.electra4j.experiments.report.ResultCsv;
import org.electra4j.experiments.run.RunResult;

/**
 * Another sweep's folder, of which finished runs are taken over. A run's id is the hash of its settings, data and seed, whatever experiment
 * it belongs to, so that experiments with a cell in common need to run it once. Rows keep the commit that made them. The folder may also
 * be one that holds a sweep's tables alone, as those of a repository do; then there are no weights to take.
 */
final class FinishedElsewhere {
  private final Sweep sweep;
  private final Path other;

  FinishedElsewhere(Sweep sweep, Path other) {
    this.sweep = sweep;
    this.other = other;
  }

  /** Adds to the journal what it does not have, with the runs' files, and returns how many runs that are. */
  int takeOver(Journal journal, List<SweepPlan.Run> runs) {
    Map<String, RunResult> finished = finished(other);
    int taken = 0;
    for (SweepPlan.Run run : runs) {
      RunResult result = finished.get(run.spec().id());
      if (result != null && !journal.results().containsKey(run.spec().id())) {
        copy(RunFolder.of(other, run.spec().id()), sweep.folder(run));
        journal.append(result.in(sweep.plan().experiment().label(), run.cell().name(), sweep.plan().experiment().reference(),
            sweep.plan().comparison()));
        taken++;
      }
    }
    return taken;
  }

  /** Runs that a folder says are finished, by id: by its journal, or by its tables where these are all there is. */
  static Map<String, RunResult> finished(Path folder) {
    if (!Journal.files(folder).isEmpty()) {
      return Journal.read(folder).results();
    }
    if (!Files.exists(folder.resolve(ResultCsv.NAME))) {
      throw new JournalException("%s: has neither %s nor %s; expected the folder of a sweep, or its tables".formatted(folder, Journal.NAME,
          ResultCsv.NAME));
    }
    return RunResult.read(folder);
  }

  /** What is there: weights may have been deleted. Before the journal, as for a run that ends here. */
  private static void copy(Path from, Path to) {
    try {
      AtomicFile.createFolders(to);
      if (Files.isDirectory(from)) {
        try (Stream<Path> files = Files.list(from)) {
          for (Path file : files.filter(each -> Files.isRegularFile(each) && !RunLock.owns(each)).toList()) {
            Files.copy(file, to.resolve(file.getFileName().toString()), StandardCopyOption.REPLACE_EXISTING);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot copy %s to %s: %s".formatted(from, to, DurableFile.reason(e)), e);
    }
  }
}
