package org.electra4j.experiments.report;

/**
 * One run that failed: what it is and why, the same on every machine.
 *
 * @param run id
 * @param experiment such as generator-size
 * @param cell such as 1/4
 * @param seed of the run
 * @param reason in one sentence, paths relative to the sweep's folder
 */
public record FailureRow(String run, String experiment, String cell, long seed, String reason) {}
