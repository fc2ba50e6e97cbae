package org.electra4j.experiments;

import java.io.EOFException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.zip.ZipException;
import org.electra4j.core.checkpoint.CheckpointException;
import org.electra4j.core.data.CorpusException;
import org.electra4j.core.data.DatasetException;
import org.electra4j.core.finetune.FineTuneException;
import org.electra4j.core.finetune.TaskException;
import org.electra4j.core.huggingface.ModelFolderException;
import org.electra4j.core.model.ConfigException;
import org.electra4j.core.predict.PredictException;
import org.electra4j.core.ranks.RanksException;
import org.electra4j.core.text.VocabularyException;
import org.electra4j.core.train.FolderInUseException;
import org.electra4j.core.train.MemoryNeed;
import org.electra4j.core.train.PretrainException;
import org.electra4j.experiments.report.ReportException;
import org.electra4j.experiments.run.StopRequest;
import org.electra4j.experiments.run.Surroundings;
import org.electra4j.experiments.run.UnavailableException;
import org.electra4j.experiments.sweep.JournalException;
import org.electra4j.experiments.terminal.Terminal;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line: finds the command, and turns whatever goes wrong into one sentence and an exit code. */
@Command(name = "electra", mixinStandardHelpOptions = true, versionProvider = VersionProvider.class, sortOptions = false,
    usageHelpAutoWidth = true,
    description = "Pre-trains and fine-tunes ELECTRA on CPUs. The same configuration and seed give the same weights, to the last bit.",
    footer = {"",
        "First steps:",
        "  electra pretrain --preset tiny --steps 20   does it work here?",
        "  electra sweep generator-size                the main experiment, minutes",
        "",
        "Running a command again skips what is finished and goes on with what was",
        "cut off. Ctrl-C (or SIGTERM) saves first; a second one ends at once.",
        "",
        "Exit codes: 0 done, 1 a run failed, 64 a wrong option, 65 wrong input,",
        "69 the machine lacks something, 70 a defect of electra4j, 74 reading or",
        "writing failed, 75 --max-hours is over and runs are left, 130 interrupted,",
        "143 terminated."})
public final class Main implements Runnable {
  /** Says how it reads, which nobody asked. Kept, since a logger without an owner forgets its level. */
  private static final Logger PARQUET_LOG = Logger.getLogger("dev.hardwood");

  @Spec
  private CommandSpec spec;

  @Option(names = "--trace", scope = ScopeType.INHERIT, description = "Show where in the program an error happened.")
  private boolean trace;

  private Main() {}

  /** Runs the command line and ends the process. */
  public static void main(String[] arguments) {
    // Numbers look alike everywhere, in files and in messages.
    Locale.setDefault(Locale.ROOT);
    // Warnings of the libraries, one line each, like the errors of this class.
    System.setProperty("java.util.logging.SimpleFormatter.format", "electra: %5$s%n");
    PARQUET_LOG.setLevel(Level.WARNING);
    PrintWriter out = new PrintWriter(System.out, true);
    StopRequest stop = new StopRequest();
    Terminal terminal = Terminal.detect(out);
    Signals.install(stop, terminal);
    Surroundings around = new Surroundings(terminal, List.of(arguments), MemoryNeed::available, stop, Path.of(""),
        Surroundings.defaultCache());
    int code = execute(around, out, new PrintWriter(System.err, true));
    out.flush();
    // Not System.exit: nothing is left to be done, and a signal's handler may be waiting for the end of the process.
    Runtime.getRuntime().halt(code);
  }

  /** Runs the command line of the surroundings, and returns the exit code. */
  static int execute(Surroundings around, PrintWriter out, PrintWriter err) {
    Main main = new Main();
    CommandLine line = commands(main, around);
    line.setOut(out).setErr(err);
    line.setParameterExceptionHandler((problem, arguments) -> wrongOption(problem, err));
    line.setExecutionExceptionHandler((problem, command, parsed) -> failed(problem, around, main.trace, err));
    try {
      return line.execute(around.arguments().toArray(String[]::new));
    } catch (LinkageError | OutOfMemoryError e) {
      return failed(e, around, main.trace, err);
    }
  }

  /** The command and all its subcommands. */
  static CommandLine commands(Surroundings around) {
    return commands(new Main(), around);
  }

  private static CommandLine commands(Main main, Surroundings around) {
    return new CommandLine(main)
        .addSubcommand(new DoctorCommand(around))
        .addSubcommand(new MpiCommand(around))
        .addSubcommand(new VocabCommand(around))
        .addSubcommand(new TokenizeCommand(around))
        .addSubcommand(new PretrainCommand(around))
        .addSubcommand(new FineTuneCommand(around))
        .addSubcommand(new DetectCommand(around))
        .addSubcommand(new FillCommand(around))
        .addSubcommand(new EmbedCommand(around))
        .addSubcommand(new ClassifyCommand(around))
        .addSubcommand(new ExportCommand(around))
        .addSubcommand(new ImportCommand(around))
        .addSubcommand(SweepCommand.of(around))
        .addSubcommand(new ReportCommand(around))
        .addSubcommand(new BenchCommand(around))
        .addSubcommand(new AutoComplete.GenerateCompletion());
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  private static int wrongOption(ParameterException problem, PrintWriter err) {
    CommandLine command = problem.getCommandLine();
    String message = problem.getMessage().replaceAll("\\s*\\R\\s*", " ");
    StringBuilder suggested = new StringBuilder();
    if (problem instanceof CommandLine.UnmatchedArgumentException unmatched && !unmatched.getSuggestions().isEmpty()) {
      suggested.append("; did you mean ").append(String.join(" or ", unmatched.getSuggestions())).append('?');
    }
    err.println("electra: " + message + suggested + " (" + command.getCommandSpec().qualifiedName() + " --help says more)");
    return ExitCodes.USAGE;
  }

  private static int failed(Throwable problem, Surroundings around, boolean trace, PrintWriter err) {
    around.terminal().clearBlock();
    int code = code(problem, around);
    if (code == ExitCodes.SOFTWARE) {
      err.println("electra: unexpected " + problem + ". This is a defect of electra4j; "
          + (trace ? "please report it with the lines below." : "run the command with --trace to see where it happened, and report it."));
    } else if (problem instanceof OutOfMemoryError) {
      err.println("electra: memory ran out (" + problem.getMessage() + "): choose a smaller --preset or a lower microBatch");
    } else if (problem instanceof NoClassDefFoundError) {
      err.println("electra: the Vector API is missing: start electra4j with ./electra, or java --add-modules=jdk.incubator.vector");
    } else {
      err.println("electra: " + problem.getMessage());
    }
    if (trace) {
      problem.printStackTrace(err);
    }
    return code;
  }

  /** What kind of trouble it is. */
  private static int code(Throwable problem, Surroundings around) {
    for (Throwable cause = problem.getCause(); cause != null; cause = cause.getCause()) {
      if (disk(cause)) {
        return ExitCodes.IO;
      }
    }
    return switch (problem) {
      case StopRequest.Stopped _ -> around.stop().exitCode();
      case ParameterException _ -> ExitCodes.USAGE;
      case ConfigException _ -> ExitCodes.USAGE;
      case CorpusException _ -> ExitCodes.DATA;
      case DatasetException _ -> ExitCodes.DATA;
      case VocabularyException _ -> ExitCodes.DATA;
      case CheckpointException _ -> ExitCodes.DATA;
      case ModelFolderException _ -> ExitCodes.DATA;
      case PredictException _ -> ExitCodes.DATA;
      case TaskException _ -> ExitCodes.DATA;
      case ReportException _ -> ExitCodes.DATA;
      case JournalException _ -> ExitCodes.DATA;
      case PretrainException _ -> ExitCodes.FAILED;
      case FineTuneException _ -> ExitCodes.FAILED;
      case FolderInUseException _ -> ExitCodes.UNAVAILABLE;
      case UnavailableException _ -> ExitCodes.UNAVAILABLE;
      case RanksException _ -> ExitCodes.UNAVAILABLE;
      case OutOfMemoryError _ -> ExitCodes.UNAVAILABLE;
      case NoClassDefFoundError e when String.valueOf(e.getMessage()).contains("jdk/incubator/vector") -> ExitCodes.UNAVAILABLE;
      case UncheckedIOException _ -> ExitCodes.DATA;
      default -> ExitCodes.SOFTWARE;
    };
  }

  /** Whether the file system failed, other than by not having the file, or having it in another encoding. */
  private static boolean disk(Throwable cause) {
    return cause instanceof IOException && !(cause instanceof NoSuchFileException) && !(cause instanceof CharacterCodingException)
        && !(cause instanceof ZipException) && !(cause instanceof EOFException);
  }
}
