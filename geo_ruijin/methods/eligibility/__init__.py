"""Where something may be built: what each rule takes of the land, and the sites that are left.

- `grid`: the cells of a place, and what lies in them
- `terrain`: how steep the ground is and where it faces
- `ground`: what a question of eligibility is given
- `exclusion`: what a rule takes
- `prohibitions`, `forests`, `practice`: the rules of law and of practice
- `rules`, `control_lines`: the rules in their order, and what the three control lines take
- `effects`: what each rule takes alone, in order, and what only it takes
- `sites`, `ranking`: the sites that are left, cut to the true borders, and their order
- `racks`: what arrays yield there
- `figures`, `tables`, `notes`: what is told
- `land`: the method `land_eligibility`
"""
