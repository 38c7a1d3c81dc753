"""What a town already has of answers, a catalogue of services or a FAQ page, turned into drafts for editors."""
