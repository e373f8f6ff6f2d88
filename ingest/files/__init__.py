"""Which files there are: folders, archives, what is ignored, what is said of them."""
