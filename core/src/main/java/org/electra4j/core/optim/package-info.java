/** AdamW as published, its schedule, and gradient clipping. */
package org.electra4j.core.optim;
