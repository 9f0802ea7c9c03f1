"""What at least two deployables need, and no business noun."""
