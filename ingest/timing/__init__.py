"""Time stamps: how they are written, where they stand, what they mean."""
