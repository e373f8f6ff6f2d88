"""Readers of speech in cues: subtitles, captions, transcripts."""
