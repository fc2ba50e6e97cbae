/** Layers: parameters by reference, buffers owned by blocks, backward written by hand beside forward. */
package org.electra4j.core.nn;
