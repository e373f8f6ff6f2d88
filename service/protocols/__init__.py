"""Doors for programs that speak the chat protocol of OpenAI or the Model Context Protocol."""
