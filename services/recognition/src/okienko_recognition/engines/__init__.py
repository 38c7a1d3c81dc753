"""The parts that can be exchanged: classifiers and hand landmarkers."""
