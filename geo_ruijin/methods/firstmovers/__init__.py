"""Which roofs go first: those that yield most for a budget, with some in every township and no more than grids take."""
