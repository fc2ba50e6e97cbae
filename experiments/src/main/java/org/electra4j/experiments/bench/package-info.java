/** Benchmarks (JMH): each checks its answer before it is timed, and is reported as a share of the limit that rules, measured beside it. */
package org.electra4j.experiments.bench;
