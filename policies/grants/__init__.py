"""Who is let in: principals that policies, grants and shares name, and whether they are of this stack."""

from policies.grants.grantee import Grantee, Whose
from policies.grants.granting import granted

__all__ = ["Grantee", "Whose", "granted"]
