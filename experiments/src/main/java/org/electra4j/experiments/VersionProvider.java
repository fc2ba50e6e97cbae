package org.electra4j.experiments;

import org.electra4j.experiments.run.Provenance;
import org.electra4j.simd.SimdInfo;
import picocli.CommandLine.IVersionProvider;

/** Version, commit and machine: what a report of a defect needs. */
final class VersionProvider implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
        "electra4j " + Provenance.version() + ", commit " + Provenance.commit(),
        "Java " + Provenance.java() + ", " + System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        Provenance.cpu() + ", " + SimdInfo.laneBits() + "-bit vectors"};
  }
}
