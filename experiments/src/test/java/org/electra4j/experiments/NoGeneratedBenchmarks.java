package org.electra4j.experiments;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;

/** Leaves out what JMH generates: it is not ours to keep in order. */
public final class NoGeneratedBenchmarks implements ImportOption {
  @Override
  public boolean includes(Location location) {
    return !location.contains("jmh_generated");
  }
}
