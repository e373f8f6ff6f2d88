"""A question to an answer: understood, looked up, ranked, composed, proven."""
