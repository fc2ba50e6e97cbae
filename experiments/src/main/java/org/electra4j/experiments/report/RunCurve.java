package org.electra4j.experiments.report;

import java.util.List;
import org.electra4j.core.train.CurvePoint;

/** The curve of one run, for steps.csv and figures. */
public record RunCurve(String run, String cell, long seed, List<CurvePoint> points) {}
