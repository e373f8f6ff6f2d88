"""The HTTP service: its API, its events and errors, the chat page."""
