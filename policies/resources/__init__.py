"""What there is: resources as the engine tells them, their values, and what refers to what."""
