"""Doors for programs: server-sent events, the chat protocol of OpenAI, the Model Context Protocol."""
