"""Where forest could come back: bare land, abandoned mines and degraded stands, and what they would join."""
