"""Pure functions over what a people file says."""
