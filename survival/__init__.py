"""What is left when a zone, a region or a cloud is lost, worked out from the resources of a state.

Nothing here reads the settings or the plan, and nothing asks a cloud: what a stack was meant to survive is
what its outputs promise, and whether it does is told by the resources alone.
"""
