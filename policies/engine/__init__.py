"""The pack inside the engine: its protocol, its policies, its levels, one operation at a time."""
