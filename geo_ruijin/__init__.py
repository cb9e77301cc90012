"""A city's services, measured on the map against its plan."""
