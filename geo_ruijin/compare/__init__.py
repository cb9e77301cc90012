"""What changed between two runs: targets, townships, and the features that appeared or went."""
