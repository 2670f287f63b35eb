"""Starts the server of the pack, which never returns: the engine ends it."""

from policies.server import Analyzer, serve

serve(Analyzer())
