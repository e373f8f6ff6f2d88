"""Other systems on our sources and questions, each with its own defaults, judged as we judge ourselves."""
