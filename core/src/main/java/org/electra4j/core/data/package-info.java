/** From documents to batches: readers, packed examples, and the batch of a step as a function of the seed. */
package org.electra4j.core.data;
