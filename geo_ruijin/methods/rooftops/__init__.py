"""What roofs can carry of photovoltaics: class, area, capacity, yield and shade, roof by roof."""
