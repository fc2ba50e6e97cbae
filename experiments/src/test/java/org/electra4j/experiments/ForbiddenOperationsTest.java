package org.electra4j.experiments;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What would make bits depend on threads, width, compiler or platform (docs/architecture.md), each rule shown to catch a violation. */
class ForbiddenOperationsTest {
  private static final String TRANSCENDENTAL = "sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|exp|expm1|log|log10|log1p|pow|cbrt|hypot";

  private static final ArchRule NO_UNORDERED_REDUCTION = noClasses().should()
      .callMethodWhere(target(nameMatching("reduceLanes|reduceLanesToLong"))
      .and(target(owner(assignableTo("jdk.incubator.vector.FloatVector")
          .or(assignableTo("jdk.incubator.vector.DoubleVector"))))))
      .because("interpreted and compiled code add in different orders: use RowReduction");

  private static final ArchRule NO_LANEWISE_TRANSCENDENTALS = noClasses().should()
      .accessFieldWhere(target(nameMatching("A?(SIN|COS|TAN)H?|ATAN2|EXP|EXPM1|LOG|LOG10|LOG1P|CBRT|POW|HYPOT"))
          .and(target(owner(name("jdk.incubator.vector.VectorOperators")))))
      .because("interpreted and compiled code differ in the last bit: use PolynomialMath");

  private static final ArchRule ONE_SPECIES = noClasses().that().haveNameNotMatching("org\\.electra4j\\.simd\\.(Lanes|SgemmTile)").should()
      .accessFieldWhere(target(nameMatching("SPECIES_.*")).and(target(owner(assignableTo("jdk.incubator.vector.Vector")))))
      .because("a second width of one vector class spoils the profiles of the methods all kernels share: use Lanes.F32");

  private static final ArchRule NO_PLATFORM_MATH_IN_KERNELS = noClasses().that().resideInAnyPackage("org.electra4j.simd",
      "org.electra4j.core..",
      "org.electra4j.experiments.violations").should()
      .callMethodWhere(target(nameMatching(TRANSCENDENTAL)).and(target(owner(name("java.lang.Math")))))
      .because("its last bit depends on the platform: use PolynomialMath, or StrictMath in cold code");

  private static final ArchRule NO_STATEFUL_RANDOMNESS = noClasses().should()
      .dependOnClassesThat(assignableTo("java.util.random.RandomGenerator").or(assignableTo(Random.class)))
      .because("a draw would depend on who asked before: use Draws");

  private static final ArchRule NO_RANDOM_MATH = noClasses().should().callMethod(Math.class, "random");

  private static final ArchRule NO_PARALLEL_STREAMS = noClasses().should()
      .callMethodWhere(target(nameMatching("parallel|parallelStream|parallelSort|parallelPrefix|parallelSetAll")))
      .because("the order of addition becomes a race");

  private static final ArchRule NO_THREADS_OUTSIDE_THE_POOL = noClasses()
      .that().haveNameNotMatching("org\\.electra4j\\.simd\\.WorkerPool.*").should()
      .callConstructorWhere(target(owner(assignableTo(Thread.class))))
      .orShould().dependOnClassesThat()
      .haveNameMatching("java\\.util\\.concurrent\\.(Executors|ForkJoinPool|CompletableFuture|Thread.*Executor)")
      .because("threads come from WorkerPool");

  private static final ArchRule NO_UNSAFE_MEMORY = noClasses().should().dependOnClassesThat().resideInAPackage("sun.misc..")
      .orShould().callMethodWhere(target(nameMatching("reinterpret")).and(target(owner(name("java.lang.foreign.MemorySegment")))))
      .because("a wrong index must throw, not write into the neighbour");

  private static final ArchRule NO_WRITERS_THAT_SWALLOW_ERRORS = noClasses().that().resideInAnyPackage("org.electra4j.simd..",
      "org.electra4j.core..", "org.electra4j.experiments.report..", "org.electra4j.experiments.violations").should()
      .dependOnClassesThat().haveFullyQualifiedName("java.io.PrintWriter")
      .because("it says nothing when the disk is full");

  private static final ArchRule NO_STANDARD_STREAMS_BELOW_COMMANDS = noClasses().that().resideInAnyPackage("org.electra4j.simd..",
      "org.electra4j.core..", "org.electra4j.experiments.report..", "org.electra4j.experiments.violations").should()
      .accessFieldWhere(target(nameMatching("out|err")).and(target(owner(name("java.lang.System")))))
      .because("libraries log through System.Logger; printing is a command's business");

  private static JavaClasses ours;

  @BeforeAll
  static void read() {
    ours = new ClassFileImporter().withImportOption(new DoNotIncludeTests()).withImportOption(new NoGeneratedBenchmarks())
        .importPackages("org.electra4j");
    assertThat(ours).hasSizeGreaterThan(80);
  }

  static Stream<Arguments> rules() {
    return Stream.of(
        Arguments.of("unordered reduction", NO_UNORDERED_REDUCTION, Violations.Reduction.class),
        Arguments.of("lanewise transcendental", NO_LANEWISE_TRANSCENDENTALS, Violations.Transcendental.class),
        Arguments.of("a second species", ONE_SPECIES, Violations.Species.class),
        Arguments.of("platform math", NO_PLATFORM_MATH_IN_KERNELS, org.electra4j.experiments.violations.PlatformMath.class),
        Arguments.of("stateful randomness", NO_STATEFUL_RANDOMNESS, Violations.Randomness.class),
        Arguments.of("random math", NO_RANDOM_MATH, Violations.Randomness.class),
        Arguments.of("parallel streams", NO_PARALLEL_STREAMS, Violations.ParallelSum.class),
        Arguments.of("threads", NO_THREADS_OUTSIDE_THE_POOL, Violations.OwnThread.class),
        Arguments.of("unsafe memory", NO_UNSAFE_MEMORY, Violations.Reinterpreted.class),
        Arguments.of("swallowing writers", NO_WRITERS_THAT_SWALLOW_ERRORS, org.electra4j.experiments.violations.PlatformMath.class),
        Arguments.of("standard streams", NO_STANDARD_STREAMS_BELOW_COMMANDS, org.electra4j.experiments.violations.PlatformMath.class));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void noneOfOurs(String name, ArchRule rule, Class<?> violation) {
    rule.check(ours);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void aViolationIsNoticed(String name, ArchRule rule, Class<?> violation) {
    JavaClasses wrong = new ClassFileImporter().importClasses(violation);
    assertThat(rule.evaluate(wrong).hasViolation()).as("%s finds %s", name, violation.getSimpleName()).isTrue();
  }

  /** One violation of each rule; never run. */
  static final class Violations {
    private Violations() {}

    static final class Reduction {
      float sum(FloatVector x) {
        return x.reduceLanes(VectorOperators.ADD);
      }
    }

    static final class Transcendental {
      FloatVector exp(FloatVector x) {
        return x.lanewise(VectorOperators.EXP);
      }
    }

    static final class Species {
      FloatVector zero() {
        return FloatVector.zero(FloatVector.SPECIES_128);
      }
    }

    static final class Randomness {
      double draw() {
        return new Random().nextDouble() + Math.random();
      }
    }

    static final class ParallelSum {
      long sum(int[] values) {
        return Arrays.stream(values).parallel().sum() + IntStream.range(0, 9).sum();
      }
    }

    static final class OwnThread {
      Thread start(Map<String, String> ignored) {
        return new Thread(ignored::clear);
      }
    }

    static final class Reinterpreted {
      java.lang.foreign.MemorySegment larger(java.lang.foreign.MemorySegment segment) {
        return segment.reinterpret(1 << 20);
      }
    }
  }
}
