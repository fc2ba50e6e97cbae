/** What may be said of few runs: means with intervals, differences between pairs, corrections, correlations of ranks. */
package org.electra4j.experiments.report.statistics;
