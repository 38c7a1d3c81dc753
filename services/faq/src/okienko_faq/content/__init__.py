"""Content packs: reading, checking, exporting."""
