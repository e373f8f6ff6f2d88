"""Running the service: processes, the live index, limits, logs, metrics."""
