"""Forest: how much of a place counts as forest, the stock of wood in it, and the carbon that stands in the wood.

- `parcels`: parcels apart from each other and cut to the place
- `kinds`: which of them count, which do not, and which nobody can tell
- `patches`: forest that hangs together, and is large enough
- `stock`: the growing stock
- `beside`: trees beside houses, roads and water, and shelterbelts, as somebody reports them
- `figures`, `tables`, `notes`: what is told
- `cover`, `carbon`: the methods `forest_cover` and `forest_carbon`
"""
