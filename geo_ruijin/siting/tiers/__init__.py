"""Sites of several kinds that hand on to one another."""
