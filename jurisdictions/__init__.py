"""The law and the map: what may be where, and where everything is. Pure look-ups over data in git.

``law.yaml`` says where personal data of each jurisdiction may be; ``places.yaml`` and ``locations.yaml`` say
in which country each region and each name of several regions is; ``engines.yaml`` says what a store can run
on, and what that outlives. Nothing is read before the first look-up, and nothing here calls a cloud.
"""

from jurisdictions.engine_schema import Engine, EngineLayout
from jurisdictions.engines import (
    UnknownEngineError,
    cite,
    engine,
    known_engines,
    offered,
    one_metro,
    provisioned,
    rtt_estimate_ms,
    rtt_floor_ms,
    sets_of,
)
from jurisdictions.lookup import (
    UnknownLawError,
    UnknownNameError,
    UnknownPlaceError,
    country_name,
    law,
    laws,
    pairs,
    place,
    places,
    region_sets,
    regions_in,
    same_country,
    spanner_configs,
)
from jurisdictions.model import Aspect, DataClass, Law, Place, Rule, SpannerConfig, distance_km
from jurisdictions.spelling import locate

__all__ = [
    "Aspect",
    "DataClass",
    "Engine",
    "EngineLayout",
    "Law",
    "Place",
    "Rule",
    "SpannerConfig",
    "UnknownEngineError",
    "UnknownLawError",
    "UnknownNameError",
    "UnknownPlaceError",
    "cite",
    "country_name",
    "distance_km",
    "engine",
    "known_engines",
    "law",
    "laws",
    "locate",
    "offered",
    "one_metro",
    "pairs",
    "place",
    "places",
    "provisioned",
    "region_sets",
    "regions_in",
    "rtt_estimate_ms",
    "rtt_floor_ms",
    "same_country",
    "sets_of",
    "spanner_configs",
]
