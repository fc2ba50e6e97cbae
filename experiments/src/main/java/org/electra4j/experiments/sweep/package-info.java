/** The paper's experiments as sweeps: cells times seeds, a journal of what is finished, and the files derived from it. */
package org.electra4j.experiments.sweep;
