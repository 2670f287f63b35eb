"""AWS and GCP on this machine: real ``pulumi up`` without accounts or network.

``serve(state)`` runs the providers ``aws``, ``gcp`` and ``random`` in this process and yields the environment
that makes the Pulumi engine use them. ``python -m sandbox --state FILE`` does the same by hand.
"""

from __future__ import annotations

from sandbox.cloud import RefusedError
from sandbox.server import Sandbox, serve
from sandbox.state import StateInUseError, keep_only

__all__ = ["RefusedError", "Sandbox", "StateInUseError", "keep_only", "serve"]
