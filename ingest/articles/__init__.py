"""Which reader reads a file, and how what it read becomes an article with passages."""
