"""What a text is made of: language, sentences, numbers, dates, and the parts that stay as they are."""
