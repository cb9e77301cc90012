"""Named sets of added and removed facilities, run beside the present: what would come of them."""
