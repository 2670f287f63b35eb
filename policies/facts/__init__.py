"""What is known of each resource type: YAML per cloud, and its strict loader."""

from policies.facts.load import Catalogue, FactsError, catalogue
from policies.facts.model import Fact, Form, Holds, How

__all__ = ["Catalogue", "Fact", "FactsError", "Form", "Holds", "How", "catalogue"]
