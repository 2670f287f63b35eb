"""Whose data a resource holds, where it rests and under which key, and where it flows."""
