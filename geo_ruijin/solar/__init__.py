"""What the sun yields at a place: its weather, its arrays, their yields and their shade. Knows no layer and no plan."""
