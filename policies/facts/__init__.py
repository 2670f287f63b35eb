"""What is known of each resource type: YAML per cloud, and its strict loader."""

from policies.facts.load import Catalogue, FactsError, catalogue
from policies.facts.model import Fact, Form, Gathers, Holds, How, Scope

__all__ = ["Catalogue", "Fact", "FactsError", "Form", "Gathers", "Holds", "How", "Scope", "catalogue"]
