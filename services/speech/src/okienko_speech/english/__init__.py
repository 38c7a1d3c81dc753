"""English as a Polish office writes it: zlotys, the 24-hour clock, Polish names and numbers. Pure."""
