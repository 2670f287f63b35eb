"""Principals of AWS: in policy documents, in grants and in shares.

Sources: IAM user guide, "AWS JSON policy elements: Principal" and "AWS global condition context keys";
Elastic Load Balancing user guides, "Enable access logs" (accounts of the service itself, by region).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from policies.grants.deputies import EQUALS, is_deputy, names_a_source
from policies.grants.grantee import Grantee, Whose
from policies.grants.owned import Owned
from policies.resources.following import bucket_name
from policies.resources.values import UNKNOWN, Plain

LOAD_BALANCERS: Final[Mapping[str, str]] = {
    "af-south-1": "098369216593",
    "ap-east-1": "754344448648",
    "ap-northeast-1": "582318560864",
    "ap-northeast-2": "600734575887",
    "ap-northeast-3": "383597477331",
    "ap-south-1": "718504428378",
    "ap-southeast-1": "114774131450",
    "ap-southeast-2": "783225319266",
    "ap-southeast-3": "589379963580",
    "ca-central-1": "985666609251",
    "cn-north-1": "638102146993",
    "cn-northwest-1": "037604701340",
    "eu-central-1": "054676820928",
    "eu-north-1": "897822967062",
    "eu-south-1": "635631232127",
    "eu-west-1": "156460612806",
    "eu-west-2": "652711504416",
    "eu-west-3": "009996457667",
    "me-south-1": "076674570225",
    "sa-east-1": "507241528517",
    "us-east-1": "127311923021",
    "us-east-2": "033677994240",
    "us-gov-east-1": "190560391635",
    "us-gov-west-1": "048591011584",
    "us-west-1": "027434742980",
    "us-west-2": "797873946194",
}
"""Accounts as which load balancers write their logs, in regions from before August 2022."""
_OF_THE_CLOUD = frozenset(LOAD_BALANCERS.values())
_LOG_DELIVERY = "c4c1ede66af53448b93c283ce9448c4ba468c9432aa01d700d3878632f77d2d0"
"""As whom CloudFront delivers logs (CloudFront developer guide, "Permissions for standard logging")."""
_EVERYONE = frozenset({"*", "all"})
_OWN = frozenset({"IAM_ALLOWED_PRINCIPALS"})
"""Whomever IAM lets in: of the own account, as Lake Formation means it."""
_ARN = re.compile(r"arn:aws[a-z-]*:(?:iam|sts)::([0-9]{12}):.+")
_ACCOUNT = re.compile(r"([0-9]{12})(?::IAMPrincipals)?")
_SERVICE = re.compile(r"[a-z0-9.-]{1,100}\.(?:amazonaws\.com(?:\.cn|\.eu)?|aws\.internal)")
_CLUSTER = re.compile(
    r"arn:aws[a-z-]*:iam::([0-9]{12}):oidc-provider/oidc\.eks\.[a-z0-9-]+\.amazonaws\.com\S*"
)
"""The identity provider of a cluster of one's own: it signs in nobody but what runs there."""
_OF_BUCKET = re.compile(r"arn:aws[a-z-]*:s3:::[^*?]")
_ORGANIZATION = re.compile(r"arn:aws[a-z-]*:organizations::.*|[or]u?-[a-z0-9-]+")

_NAMING_ACCOUNTS = frozenset(
    {
        "aws:principalaccount",
        "aws:principalarn",
        "aws:sourceaccount",
        "aws:sourcearn",
        "aws:sourceowner",
        "kms:calleraccount",
    }
)
_NAMING_PARTS = frozenset({"aws:sourcevpc", "aws:sourcevpce", "aws:sourcearn", "s3:dataaccesspointarn"})


def principal(said: str, owned: Owned) -> Whose:
    """Whose one principal is: an account, an ARN, a service, ``*``."""
    if said in owned.identities or said in _OWN:
        return Whose.OURS
    if said in _EVERYONE:
        return Whose.EVERYONE
    if _SERVICE.fullmatch(said):
        return Whose.CLOUD
    if _ORGANIZATION.fullmatch(said):
        return Whose.STRANGER
    found = _ARN.fullmatch(said) or _ACCOUNT.fullmatch(said)
    return _of_account(found[1], owned) if found else Whose.UNTOLD


def _of_account(account: str, owned: Owned) -> Whose:
    if account in owned.accounts:
        return Whose.OURS
    if account in _OF_THE_CLOUD:
        return Whose.CLOUD
    return Whose.STRANGER if owned.accounts else Whose.UNTOLD


def statements(document: Plain) -> list[Plain]:
    """The statements of a policy; a data access policy of OpenSearch is a list of rules without an effect."""
    if isinstance(document, dict):
        said = document.get("Statement", [])
        return said if isinstance(said, list) else [said]
    return document if isinstance(document, list) else [document]


def of_statement(statement: Plain, owned: Owned) -> Iterator[Grantee]:
    """Everyone whom one statement lets in."""
    if not isinstance(statement, dict):
        yield Grantee("a statement that cannot be read", _untold(statement))
        return
    if statement.get("Effect", "Allow") != "Allow":
        return
    condition = statement.get("Condition")
    if "NotPrincipal" in statement:
        yield Grantee("everyone but NotPrincipal", narrowed("*", Whose.EVERYONE, condition, owned))
        return
    for kind, said in _named(statement.get("Principal")):
        if not isinstance(said, str):
            yield Grantee("a principal", _untold(said))
        else:
            yield Grantee(said, narrowed(said, _of_kind(kind, said, owned), condition, owned))


def _untold(value: Plain) -> Whose:
    return Whose.LATER if value is UNKNOWN else Whose.UNTOLD


def _named(principal: Plain) -> Iterator[tuple[str, Plain]]:
    """Principals with their kinds: a policy of an identity names none."""
    by_kind = principal if isinstance(principal, dict) else {"AWS": principal}
    for kind, said in by_kind.items():
        yield from ((kind, one) for one in (said if isinstance(said, list) else [said]) if one is not None)


def _of_kind(kind: str, said: str, owned: Owned) -> Whose:
    if said == "*":
        return Whose.EVERYONE
    match kind:
        case "AWS":
            return principal(said, owned)
        case "Service":
            return Whose.CLOUD if _SERVICE.fullmatch(said) else Whose.UNTOLD
        case "Federated":
            cluster = _CLUSTER.fullmatch(said)
            return Whose.OURS if cluster and cluster[1] in owned.accounts else Whose.UNTOLD
        case "CanonicalUser":
            return canonical(said, owned)
        case _:
            return Whose.UNTOLD


def canonical(said: str, owned: Owned) -> Whose:
    """Whose a canonical user id of S3 is: a number that tells no account."""
    if said == _LOG_DELIVERY:
        return Whose.CLOUD
    return Whose.OURS if said in owned.identities else Whose.UNTOLD


def narrowed(said: str, whose: Whose, condition: Plain, owned: Owned) -> Whose:
    """Whose it is under a condition: it may narrow everyone to us, or a service to somebody else's use."""
    if whose not in {Whose.EVERYONE, Whose.CLOUD} or (whose is Whose.EVERYONE and not condition):
        return whose
    scopes = set(_scopes(condition, owned))
    if whose is Whose.EVERYONE:
        found = Whose.STRANGER if owned.accounts or not scopes else Whose.UNTOLD
        return Whose.OURS if Whose.OURS in scopes else found
    if Whose.OURS in scopes:
        return whose
    if scopes and owned.accounts:
        return next(one for one in (Whose.STRANGER, Whose.LATER, Whose.UNTOLD) if one in scopes)
    return Whose.DEPUTY if is_deputy(said) and not names_a_source(condition) else whose


def _scopes(condition: Plain, owned: Owned) -> Iterator[Whose]:
    """Of whom each part of a condition, of which all must be met, is that says so."""
    for operator, wanted in condition.items() if isinstance(condition, dict) else ():
        if not EQUALS.fullmatch(operator) or not isinstance(wanted, dict):
            continue
        for key, said in wanted.items():
            values = said if isinstance(said, list) else [said]
            if values and all(_is_ours(key.lower(), value, owned) for value in values):
                yield Whose.OURS
            elif key.lower() in _NAMING_ACCOUNTS:
                yield _of_no_account(values)


def _of_no_account(values: Sequence[Plain]) -> Whose:
    """Of whom a source is that is not ours: the ARN of a bucket tells no account."""
    if UNKNOWN in values:
        return Whose.LATER
    untold = all(isinstance(value, str) and _OF_BUCKET.match(value) for value in values)
    return Whose.UNTOLD if untold else Whose.STRANGER


def _is_ours(key: str, value: Plain, owned: Owned) -> bool:
    if not isinstance(value, str):
        return False
    if key in _NAMING_ACCOUNTS:
        parts = value.split(":")
        account = parts[4] if value.startswith("arn:") and len(parts) > 5 else value
        if account in owned.accounts:
            return True
    return key in _NAMING_PARTS and any(owned.declares(name) for name in (value, bucket_name(value)))
