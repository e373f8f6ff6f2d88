"""Readers of web pages, PDF, Word, e-books and tables, which are rendered as text."""
