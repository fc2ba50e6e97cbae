/** Matrices over off-heap memory, and what a run computes with: its arena and its workers. */
package org.electra4j.core.tensor;
