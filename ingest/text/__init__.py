"""What all texts share: blocks, sentences, headings, speakers, front matter; the interface of readers."""
