"""Reads a folder of events with TensorBoard's own reader and prints what it found.

usage: tensorboard_events.py FOLDER      (needs tensorboard)
"""
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

if len(sys.argv) != 2:
    sys.exit(__doc__)
events = EventAccumulator(sys.argv[1])
events.Reload()
tags = events.Tags()["scalars"]
for tag in tags:
    points = events.Scalars(tag)
    print(f"{tag:20}{len(points):6} values, step {points[0].step} to {points[-1].step}, last {points[-1].value:.6g}")
sys.exit(0 if tags else 1)
