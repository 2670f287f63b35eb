"""What a database refuses, or would spread further than was meant, although its parser takes it."""
