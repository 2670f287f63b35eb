"""Starts the server of the pack, which never returns: the engine ends it."""

from policies.engine.server import Analyzer, serve

serve(Analyzer())
