"""What a file is to ingest, and what it becomes."""
