"""Land cover seen by satellite: how much of it is trees, and where an inventory says otherwise."""
