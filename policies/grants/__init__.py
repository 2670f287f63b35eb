"""Who is let in or sent to: principals and accounts in settings, and whether they are of this stack."""

from policies.grants.grantee import Grantee, Whose
from policies.grants.granting import granted
from policies.grants.sent import sends, sent

__all__ = ["Grantee", "Whose", "granted", "sends", "sent"]
