"""Speech service of Okienko."""
