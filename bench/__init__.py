"""Measurements: what the policies cost, as ratios within one run on one machine."""
