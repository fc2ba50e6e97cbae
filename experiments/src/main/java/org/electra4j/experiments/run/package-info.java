/** One run from options to result: configuration, corpus and prepared data, pre-training in a folder, tasks, provenance. */
package org.electra4j.experiments.run;
