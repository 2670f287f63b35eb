"""The law and the map: what may be where, and where everything is. Pure look-ups over data in git.

``law.yaml`` says where personal data of each jurisdiction may be; ``places.yaml`` and ``locations.yaml`` say
in which country each region and each name of several regions is. Nothing is read before the first look-up,
and nothing here calls a cloud.
"""

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
    "Law",
    "Place",
    "Rule",
    "SpannerConfig",
    "UnknownLawError",
    "UnknownNameError",
    "UnknownPlaceError",
    "country_name",
    "distance_km",
    "law",
    "laws",
    "locate",
    "pairs",
    "place",
    "places",
    "region_sets",
    "regions_in",
    "same_country",
    "spanner_configs",
]
