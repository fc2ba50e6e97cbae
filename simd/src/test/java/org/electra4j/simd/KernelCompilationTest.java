package org.electra4j.simd;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KernelCompilationTest {

  @Test
  void theDirectiveStandsOnceAndNamesTheKernels() throws Exception {
    KernelCompilation.prepare();
    KernelCompilation.prepare();
    assertThat(KernelCompilation.installed()).isTrue();
    String directives = KernelCompilation.diagnosticCommand("compilerDirectivesPrint");
    assertThat(directives).containsOnlyOnce("org/electra4j/simd/*.*");
    String ofC1 = directives.substring(directives.indexOf("org/electra4j/simd/*.*"), directives.indexOf("c2 directives:"));
    assertThat(ofC1).contains("c1 directives:").contains("Exclude:true");
  }

  @Test
  void aPoolInstallsIt() throws Exception {
    new WorkerPool(1).close();
    assertThat(KernelCompilation.diagnosticCommand("compilerDirectivesPrint")).contains("org/electra4j/simd/*.*");
  }
}
