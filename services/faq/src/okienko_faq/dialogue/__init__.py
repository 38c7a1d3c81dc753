"""What makes a conversation of single questions: small talk, follow-ups, asking back, several questions at once."""
