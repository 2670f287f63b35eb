"""What must be set how: YAML per cloud, its shape, and the one comparison that the rules make with it.

Facts say what a type is; demands say what is asked of it where it holds personal data. A rule names a kind of
demand, so that a new type or setting is an entry here and not a change of code.
"""

from policies.demands.judging import concerned, judged
from policies.demands.load import covers, demands, demands_of
from policies.demands.model import Demand, Kind, Names

__all__ = ["Demand", "Kind", "Names", "concerned", "covers", "demands", "demands_of", "judged"]
