/** Commands, sweeps, reports and benchmarks: the tables of the paper. Standard output, options and exit codes stop here. */
package org.electra4j.experiments;
