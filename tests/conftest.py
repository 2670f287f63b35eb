"""For all tests: an example may take its time, as speed is measured in ``bench/`` and nowhere else."""

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
