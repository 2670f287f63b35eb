"""The Pulumi engine where none is installed: built from its own Go module, with a Python language host."""
