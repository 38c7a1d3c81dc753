"""Translates between Polish and English: the town's translation memory first, then a machine, and only what passes its checks."""
