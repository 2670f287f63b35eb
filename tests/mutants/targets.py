"""What mutants refer to: a bucket, a key, something of the same service; at home or abroad, and compliant."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from policies.demands import Kind, covers
from policies.facts import Fact, Holds, How, catalogue
from policies.resources.following import TELLING_ANYTHING
from policies.resources.graph import Resource, top
from policies.resources.values import Plain
from tests.mutants.demanded import satisfied
from tests.mutants.edits import put
from tests.mutants.lands import ACCOUNT, SPELLS, Land, spelled

BUCKET = {"aws": "aws:s3/bucket:Bucket", "gcp": "gcp:storage/bucket:Bucket"}
KEY = {"aws": "aws:kms/key:Key", "gcp": "gcp:kms/cryptoKey:CryptoKey"}
PLAIN = {"aws": "aws:sqs/queue:Queue", "gcp": "gcp:secretmanager/regionalSecret:RegionalSecret"}
"""Where a service has nothing that can be referred to."""
_LABELS = {"aws": "tags", "gcp": "labels"}
STACK = "urn:pulumi:mutants::mutants"


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """A resource that others can refer to, with what makes it compliant."""

    resource: Resource
    beside: tuple[Resource, ...]

    @property
    def all(self) -> tuple[Resource, ...]:
        """It and the settings of it."""
        return self.resource, *self.beside


def tagged(fact: Fact, cloud: str, props: dict[str, Plain], tags: dict[str, Plain]) -> dict[str, Plain]:
    """``props`` with these tags, where resources of the type have them."""
    return put(props, fact.tags or _LABELS[cloud], dict(tags))


def target(token: str, name: str, region: str, tags: dict[str, Plain]) -> Target:
    """A resource of ``token`` in ``region``, all of it: data, keys, and what is unset otherwise."""
    cloud = token.partition(":")[0]
    fact = catalogue().types[token]
    props: dict[str, Plain] = {}
    wanted = {**fact.at, **{p: _how(fact, p) for p in fact.unset}, **dict.fromkeys(fact.keys, How.KEY)}
    for path, how in wanted.items():
        if how in SPELLS:
            props = put(props, path, spelled(how, cloud, region, f"key-of-{name}"))
    identity = _identity(token, name, region)
    resource = Resource(
        urn=f"{STACK}::{token}::{name}",
        type=token,
        name=name,
        props={**tagged(fact, cloud, props, tags), **identity},
        provider=f"pulumi:providers:{cloud}",
        id=str(identity["id"]),
        protect=True,
    )
    made = satisfied(resource)
    return Target(resource=made[0], beside=made[1:])


def _identity(token: str, name: str, region: str) -> dict[str, Plain]:
    cloud, service = token.partition("/")[0].split(":")
    if token == KEY["gcp"]:
        ring = f"projects/p/locations/{region}/keyRings/r"
        return {"id": f"{ring}/cryptoKeys/{name}", "name": name, "keyRing": ring}
    if cloud == "gcp":
        full = f"projects/p/locations/{region}/things/{name}"
        return {"id": name if token == BUCKET["gcp"] else full, "name": name}
    if token == KEY["aws"]:
        return {"id": name, "keyId": name, "arn": spelled(How.KEY, "aws", region, name)}
    if token == BUCKET["aws"]:
        return {"id": name, "bucket": name, "arn": f"arn:aws:s3:::{name}"}
    return {"id": name, "name": name, "arn": f"arn:aws:{service}:{region}:{ACCOUNT}:thing/{name}"}


def naming(how: How, resource: Resource) -> str:
    """How a path read as ``how`` names a resource of the stack."""
    if how in {How.ARN, How.KEY} and resource.cloud == "aws":
        return resource.text("arn")
    return resource.id


def kind_for(how: How, token: str) -> str:
    """A type that a path of ``token`` read as ``how`` can mean."""
    cloud = token.partition(":")[0]
    if how is How.BUCKET:
        return BUCKET[cloud]
    if how is How.KEY:
        return KEY[cloud]
    if how is How.CONFIG:
        return "gcp:spanner/instanceConfig:InstanceConfig"
    return _of_service(token.partition("/")[0])


@cache
def _of_service(module: str) -> str:
    """The first type of a service that holds something in one place and needs nothing else for it."""
    fitting = [
        (list(Holds).index(fact.holds), token)
        for token, fact in catalogue().types.items()
        if token.startswith(f"{module}/") and _stands_alone(token, fact)
    ]
    return min(fitting)[1] if fitting else PLAIN[module.partition(":")[0]]


def _stands_alone(token: str, fact: Fact) -> bool:
    first = next(iter(fact.at.items()), ("", How.REF))
    return (
        fact.holds in {Holds.DATA, Holds.COMPUTE}
        and first[1] in {How.REGION, How.LOCATION}
        and top(first[0]) == first[0]
        and all(how in SPELLS for how in fact.at.values())
        and all(_how(fact, path) in SPELLS for path in fact.unset)
        and token not in BUCKET.values()
        and not token.endswith(TELLING_ANYTHING)
        and not covers(Kind.PROTECTION, token)
    )


def _how(fact: Fact, path: str) -> How:
    return {**fact.at, **fact.copies, **fact.backups, **fact.logs}[path]


@dataclass(frozen=True, kw_only=True, slots=True)
class Cast:
    """Everything that a mutant of one type can refer to."""

    land: Land
    token: str

    def home(self, how: How, *, astray: bool = False, name: str = "") -> Target:
        """Something of this jurisdiction, in it; ``astray``: of this jurisdiction, abroad."""
        kind = kind_for(how, self.token)
        cloud = kind.partition(":")[0]
        region = (self.land.abroad if astray else self.land.home)[cloud]
        return _made(kind, name or ("astray" if astray else "near"), region, tuple(self.land.tags().items()))

    def abroad(self, how: How) -> Target:
        """Something of another jurisdiction, in that one."""
        kind = kind_for(how, self.token)
        region = self.land.abroad[kind.partition(":")[0]]
        return _made(
            kind, f"far-{self.land.foreign_law}", region, tuple(self.land.tags(foreign=True).items())
        )

    def strange(self, how: How) -> Target:
        """Something that is in this jurisdiction, and is another one's."""
        kind = kind_for(how, self.token)
        region = self.land.home[kind.partition(":")[0]]
        return _made(kind, "strange", region, tuple(self.land.tags(foreign=True).items()))

    def everything_abroad(self) -> tuple[Resource, ...]:
        """All of another jurisdiction that can be referred to. Compliant: nothing here refers to it."""
        found = {r.urn: r for how in How for r in self.abroad(how).all}
        return tuple(found.values())


@cache
def _made(kind: str, name: str, region: str, tags: tuple[tuple[str, Plain], ...]) -> Target:
    return target(kind, f"{name}-{kind.rpartition(':')[2].lower()}", region, dict(tags))
