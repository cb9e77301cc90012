"""What is installed of new energy, on roofs and in all, against what the plan wants."""
