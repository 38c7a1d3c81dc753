"""Films and readings of published answers, made before anybody asks for them."""
