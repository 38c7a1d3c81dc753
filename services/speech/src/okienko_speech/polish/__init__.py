"""Polish: from written text to words, from words to phonemes. Pure; no gRPC, no model but Morfeusz's dictionary."""
