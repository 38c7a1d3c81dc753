"""The motion engine: from described signs to a moving three-dimensional signer. Pure; no files, no clock, no network."""
