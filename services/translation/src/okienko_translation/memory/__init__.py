"""What people have translated before: TMX files, and finding a text in them."""
