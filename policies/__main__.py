"""Starts the server of the pack, which never returns: the engine ends it."""

import sys

from jurisdictions.problem import ProblemsError
from policies.engine.server import Analyzer, serve

try:
    analyzer = Analyzer()
except ProblemsError as error:
    sys.exit(str(error))
serve(analyzer)
