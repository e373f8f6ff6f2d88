"""The HTTP service: its API, its errors and limits, the chat page."""
