package org.electra4j.experiments;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may know whom (docs/architecture.md). */
@AnalyzeClasses(packages = "org.electra4j", importOptions = {DoNotIncludeTests.class, NoGeneratedBenchmarks.class})
class ArchitectureTest {

  @ArchTest
  static final ArchRule THE_VECTOR_API_HAS_ONE_ADDRESS = noClasses().that().resideOutsideOfPackage("org.electra4j.simd..")
      .should().dependOnClassesThat().resideInAPackage("jdk.incubator.vector..");

  @ArchTest
  static final ArchRule SIMD_DEPENDS_ON_THE_JDK_ALONE = classes().that().resideInAPackage("org.electra4j.simd..")
      .should().onlyDependOnClassesThat(resideInAnyPackage("org.electra4j.simd..", "java..", "javax.management..",
      "jdk.incubator.vector.."));

  @ArchTest
  static final ArchRule CORE_DEPENDS_ON_SIMD_AND_JACKSON = classes().that().resideInAPackage("org.electra4j.core..")
      .should().onlyDependOnClassesThat(resideInAnyPackage("org.electra4j.core..", "org.electra4j.simd", "java..",
      "com.fasterxml.jackson..", "io.airlift.compress..", "dev.hardwood..", "jdk.jfr..",
          "com.sun.management.."));

  @ArchTest
  static final ArchRule LAYERS_OF_CORE = layeredArchitecture().consideringOnlyDependenciesInLayers()
      .layer("files").definedBy("org.electra4j.core.files..")
      .layer("tensor").definedBy("org.electra4j.core.tensor..")
      .layer("random").definedBy("org.electra4j.core.random..")
      .layer("text").definedBy("org.electra4j.core.text..")
      .layer("data").definedBy("org.electra4j.core.data..")
      .layer("objective").definedBy("org.electra4j.core.objective..")
      .layer("nn").definedBy("org.electra4j.core.nn..")
      .layer("optim").definedBy("org.electra4j.core.optim..")
      .layer("model").definedBy("org.electra4j.core.model..")
      .layer("huggingface").definedBy("org.electra4j.core.huggingface..")
      .layer("checkpoint").definedBy("org.electra4j.core.checkpoint..")
      .layer("train").definedBy("org.electra4j.core.train..")
      .layer("finetune").definedBy("org.electra4j.core.finetune..")
      .layer("predict").definedBy("org.electra4j.core.predict..")
      .whereLayer("train").mayNotBeAccessedByAnyLayer()
      .whereLayer("finetune").mayNotBeAccessedByAnyLayer()
      .whereLayer("predict").mayNotBeAccessedByAnyLayer()
      .whereLayer("checkpoint").mayOnlyBeAccessedByLayers("train", "finetune", "predict")
      .whereLayer("huggingface").mayOnlyBeAccessedByLayers("checkpoint", "train", "finetune", "predict")
      .whereLayer("model").mayOnlyBeAccessedByLayers("huggingface", "train", "finetune", "predict")
      .whereLayer("optim").mayOnlyBeAccessedByLayers("train", "finetune", "predict")
      .whereLayer("objective").mayOnlyBeAccessedByLayers("model", "train", "finetune", "predict")
      .whereLayer("nn").mayOnlyBeAccessedByLayers("model", "optim", "huggingface", "checkpoint", "train", "finetune", "predict")
      .whereLayer("data").mayOnlyBeAccessedByLayers("objective", "nn", "model", "train", "finetune", "predict")
      .whereLayer("text").mayOnlyBeAccessedByLayers("data", "objective", "huggingface", "train", "finetune", "predict");

  @ArchTest
  static final ArchRule NO_CYCLES = slices().matching("org.electra4j.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule REFERENCES_ARE_FOR_TESTS_AND_BENCHMARKS = noClasses()
      .that(resideInAPackage("org.electra4j..").and(com.tngtech.archunit.base.DescribedPredicate.not(
          resideInAnyPackage("org.electra4j.simd.reference..", "org.electra4j.experiments.bench.."))))
      .should().dependOnClassesThat().resideInAPackage("org.electra4j.simd.reference..");
}
