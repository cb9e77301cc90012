"""Forest: how much of a place counts as forest, the stock of wood in it, and the carbon that stands in the wood.

- `parcels`: parcels apart from each other and cut to the place
- `parts`: parcels drawn in several pieces
- `kinds`: which of them count, which do not, and which nobody can tell
- `patches`: forest that hangs together, and is large enough
- `gaps`: divisions whose parcels are missing
- `volumes`: whether volumes are those of parcels or of a hectare
- `stock`, `stock_notes`: the growing stock
- `beside`: trees beside houses, roads and water, their volume, and shelterbelts, as somebody reports them
- `figures`, `tables`, `notes`, `found`: what is told
- `cover`, `carbon`: the methods `forest_cover` and `forest_carbon`
"""
