"""PDF: HTML rendered within limits, sealed with the agency's key, and checked again when somebody brings it back."""
