package org.electra4j.experiments.report;

import java.util.List;

/**
 * The tables of a folder that a report is made of.
 *
 * @param rows of runs.csv
 * @param curves of steps.csv
 * @param machines of machine.csv; empty where there is none
 * @param tunings of finetune.csv; empty where there is none
 * @param failures of failures.csv; empty where there is none
 */
record ReportData(List<ResultRow> rows, List<RunCurve> curves, List<MachineRow> machines, List<FineTuneRow> tunings,
    List<FailureRow> failures) {}
