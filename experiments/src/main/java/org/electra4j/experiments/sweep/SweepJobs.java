package org.electra4j.experiments.sweep;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.electra4j.core.train.FolderInUseException;
import org.electra4j.experiments.report.DurableFile;
import org.electra4j.experiments.report.FailureRow;
import org.electra4j.experiments.report.Reports;
import org.electra4j.experiments.run.RunResult;
import org.electra4j.experiments.run.StopRequest;
import org.electra4j.simd.WorkerPool;

/**
 * The jobs of a sweep: threads with an equal share of the workers each, which take one run after the other. One at a time takes a run, or
 * says what came of it.
 */
final class SweepJobs {
  private final Sweep sweep;
  private final Journal journal;
  private final SweepDisplay display;
  /** Null where nobody else works on the folder. */
  private final Claims claims;
  private final Iterator<SweepPlan.Run> waiting;
  private final JobStop stop;
  private Reports.Written written;
  private int ranNow;
  private int failedNow;
  private StopRequest.Stopped stopped;

  SweepJobs(Sweep sweep, Journal journal, Claims claims, List<SweepPlan.Run> runs, SweepDisplay display, JobStop stop) {
    this.sweep = sweep;
    this.journal = journal;
    this.claims = claims;
    this.display = display;
    this.stop = stop;
    runs.stream().filter(this::failedBefore).forEach(run -> display.failedBefore(run, journal.failures().get(run.spec().id()).reason()));
    waiting = rotated(runs).stream().filter(run -> !journal.results().containsKey(run.spec().id()) && !failedBefore(run)).toList()
        .iterator();
    // A process may have died while it was telling what a run does, or between a line of the journal and what follows from it.
    runs.stream().filter(run -> claims == null || !Claims.claimed(sweep.folder(), run.spec().id()))
        .forEach(run -> files(run).tellNothing());
    runs.stream().filter(run -> journal.results().containsKey(run.spec().id())).forEach(this::tidy);
    written = sweep.write(journal);
  }

  /** Of several processes each begins elsewhere. */
  private List<SweepPlan.Run> rotated(List<SweepPlan.Run> runs) {
    Execution.Sharing sharing = sweep.execution().sharing();
    List<SweepPlan.Run> rotated = new ArrayList<>(runs);
    if (sharing != null) {
      Collections.rotate(rotated, -(int) ((long) runs.size() * sharing.index() / sharing.of()));
    }
    return rotated;
  }

  private boolean failedBefore(SweepPlan.Run run) {
    return !sweep.execution().retryFailed() && journal.failures().containsKey(run.spec().id());
  }

  /** Runs all jobs to their end; {@link StopRequest.Stopped} if the process was asked to stop. */
  void run() {
    sweep.workers().run(sweep.execution().jobs(), (job, _) -> work(job));
    if (stopped != null && sweep.processStop().getAsBoolean()) {
      throw stopped;
    }
  }

  /** One job, from its first run to its last. */
  private void work(int job) {
    int all = sweep.workers().threads();
    int jobs = sweep.execution().jobs();
    int threads = all / jobs + (job < all % jobs ? 1 : 0);
    try (WorkerPool ownWorkers = new WorkerPool(threads)) {
      for (SweepPlan.Run run = next(); run != null; run = next()) {
        if (!run.cell().possible()) {
          failed(run, run.cell().refusal(), null);
          continue;
        }
        OneRun one = new OneRun(sweep, run, ownWorkers, stop, display);
        RunResult result;
        try {
          result = one.run();
        } catch (StopRequest.Stopped e) {
          throw e;
        } catch (RuntimeException e) {
          if (claims != null && e instanceof FolderInUseException) {
            // Thought dead, and alive: it will tell what comes of it.
            claims.release(run.spec().id());
            continue;
          }
          failed(run, String.valueOf(e.getMessage()), e);
          continue;
        }
        finished(run, one, result);
      }
    } catch (StopRequest.Stopped e) {
      stopped(e);
    } catch (RuntimeException | Error e) {
      stop.breakOff();
      throw e;
    }
  }

  private synchronized SweepPlan.Run next() {
    while (waiting.hasNext()) {
      stop.check();
      SweepPlan.Run run = waiting.next();
      if (claims == null || claimed(run)) {
        display.begun(run);
        return run;
      }
    }
    return null;
  }

  /** Whether nobody else has the run, or has had it. */
  private boolean claimed(SweepPlan.Run run) {
    String id = run.spec().id();
    if (!claims.claim(id)) {
      return false;
    }
    // After the claim: who had it may have finished it in between.
    journal.refresh();
    if (journal.results().containsKey(id) || failedBefore(run)) {
      claims.release(id);
      return false;
    }
    return true;
  }

  private void release(SweepPlan.Run run) {
    if (claims != null) {
      claims.release(run.spec().id());
    }
  }

  private synchronized void finished(SweepPlan.Run run, OneRun one, RunResult result) {
    journal.append(result);
    release(run);
    one.tellFinished(result);
    tidy(run);
    written = sweep.write(journal);
    ranNow++;
  }

  private void tidy(SweepPlan.Run run) {
    files(run).tidy(sweep.execution().keepWeights());
  }

  private RunFolder files(SweepPlan.Run run) {
    return new RunFolder(sweep.folder(run));
  }

  private synchronized void failed(SweepPlan.Run run, String reason, RuntimeException failure) {
    failedNow++;
    files(run).tellNothing();
    display.failed(run, reason);
    if (failure != null) {
      keepTrace(run, failure);
    }
    journal.append(new FailureRow(run.spec().id(), sweep.plan().experiment().label(), run.cell().name(), run.seed(),
        sweep.withoutPath(reason)));
    release(run);
    written = sweep.write(journal);
    if (sweep.execution().failFast()) {
      stop.breakOff();
    }
  }

  private void keepTrace(SweepPlan.Run run, RuntimeException failure) {
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    DurableFile.write(sweep.folder(run).resolve("failure.txt"), trace.toString());
  }

  /** Kept until all jobs have ended, so that it hides no failure of another. */
  private synchronized void stopped(StopRequest.Stopped how) {
    if (stopped == null) {
      stopped = how;
    }
  }

  Reports.Written written() {
    return written;
  }

  int ranNow() {
    return ranNow;
  }

  int failedNow() {
    return failedNow;
  }
}
