"""What the figures of this room mean: pure, no database."""
