/** The pre-training loop: when to step, log, evaluate and save. */
package org.electra4j.core.train;
