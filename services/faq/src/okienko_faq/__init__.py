"""Knows the town's answers: finds one, asks back, or declines."""
