"""Okienko's FAQ service: knows the town's answers, and is the only service that does."""
