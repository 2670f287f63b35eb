"""Free texts: where resources have them, what they name, and what the law says of that."""
