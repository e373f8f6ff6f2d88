"""Sources that are added and taken away while the service runs: their files, and the index after them."""
