"""The command line: ``domicile``."""
