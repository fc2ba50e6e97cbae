/** Durable snapshots of a run, exact to the bit. */
package org.electra4j.core.checkpoint;
