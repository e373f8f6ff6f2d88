"""Programs that measure, each a command that anyone can run again."""
