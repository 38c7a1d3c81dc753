"""Interchangeable engines behind one Protocol, `engine.Engine`."""
