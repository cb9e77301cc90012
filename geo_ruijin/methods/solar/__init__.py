"""Solar power on roofs: what each building can carry, by class, village and township."""
