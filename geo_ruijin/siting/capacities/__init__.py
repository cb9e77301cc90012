"""Sites that can serve so much and no more."""
