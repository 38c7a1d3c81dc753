"""From letters with probabilities to words: what a spelled stretch most likely says, beside what was literally seen."""
