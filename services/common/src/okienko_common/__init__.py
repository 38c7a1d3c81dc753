"""What every Okienko service shares; no domain code lives here."""
