/** Labelled tasks, their metrics, and fine-tuning from a pre-trained main network. */
package org.electra4j.core.finetune;
