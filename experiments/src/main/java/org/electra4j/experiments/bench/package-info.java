/** Benchmarks (JMH): each checks its answer before it is timed, and is reported as a share of the machine's measured peak. */
package org.electra4j.experiments.bench;
