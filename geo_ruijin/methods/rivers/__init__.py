"""Rivers: what covers their banks."""
