"""The SQLite store of published answers."""
