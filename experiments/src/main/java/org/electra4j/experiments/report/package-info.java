/** From rows to files: CSV tables, summaries with statistics, figures. */
package org.electra4j.experiments.report;
