"""Small real providers of sign-ins, on loopback: HTTP, keys and signatures are theirs alone."""
