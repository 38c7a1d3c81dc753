"""Sentences that the bilingual grammar of `models/translation/grammar` knows: recognised, and said in the other language, without a model."""
