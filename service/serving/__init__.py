"""Running the service: processes, the live index, logs, metrics."""
