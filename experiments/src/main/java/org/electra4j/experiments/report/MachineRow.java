package org.electra4j.experiments.report;

/**
 * What a run owes to its machine.
 *
 * @param run id
 * @param seconds of pre-training
 * @param fineTuneSeconds of all fine-tunings
 * @param tokensPerSecond of pre-training
 * @param shareOfPeak of the measured fma peak of these threads
 * @param threads workers
 * @param laneBits vector width
 * @param java version of the virtual machine
 * @param cpu name of the processor
 */
public record MachineRow(String run, double seconds, double fineTuneSeconds, double tokensPerSecond, double shareOfPeak, int threads,
    int laneBits, String java, String cpu) {}
