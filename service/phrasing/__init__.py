"""A language model may say the answer in its words, as far as the quotations bear that out."""
