"""Readers of Markdown and of plain text, with the comments below it."""
