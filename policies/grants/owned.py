"""The accounts and projects of a stack: what is granted within these leaves nobody's hands.

An account of AWS is told by its providers, which refuse to work in any other; where none says, by the ARNs
that the cloud gave to what the stack holds. A project of Google is told by its providers and its resources,
and its number by what the cloud says of some of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from policies.context import Context, OfAll
from policies.facts import Holds
from policies.resources.graph import Resource
from policies.resources.values import read, unpacked

SAYS_ITS_ARN = frozenset(
    {
        "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
        "aws:kinesis/stream:Stream",
        "aws:notifications/channelAssociation:ChannelAssociation",
        "aws:ssm/parameter:Parameter",
    }
)
"""Types whose ARN is an input: whoever wrote it down may have written any."""
_NO_HOLDERS = {None, Holds.NOTHING, Holds.OPAQUE}
_ACCOUNT = re.compile(r"arn:aws[a-z-]*:[a-z0-9-]*:[a-z0-9-]*:([0-9]{12}):")
_TELL_A_NUMBER = {
    "gcp:firebase/project:Project": "projectNumber",
    "gcp:iam/workloadIdentityPool:WorkloadIdentityPool": "name",
    "gcp:organizations/project:Project": "number",
    "gcp:projects/serviceIdentity:ServiceIdentity": "email",
    "gcp:redis/instance:Instance": "persistenceIamIdentity",
    "gcp:secretmanager/regionalSecret:RegionalSecret": "name",
    "gcp:secretmanager/secret:Secret": "name",
    "gcp:sql/databaseInstance:DatabaseInstance": "serviceAccountEmailAddress",
}
"""Where Google, and nobody else, writes the number of the project."""
_NUMBER = re.compile(
    r"(?:projects/)?([0-9]+)(?:/.*)?|(?:serviceAccount:)?(?:[a-z]+-p?|p)?([0-9]+)(?:-[a-z0-9]+)?@.*"
)
_RUN = re.compile(r"-([0-9]+)\.[a-z0-9-]+\.run\.app$")
_ORIGIN = "aws:cloudfront/originAccessIdentity:OriginAccessIdentity"
_RULES_OF_ACCESS = re.compile(r"[iI][aA][mM](Member|Binding|Policy)(Remove)?$")


@dataclass(frozen=True, kw_only=True, slots=True)
class Owned:
    """What belongs to the stack."""

    accounts: frozenset[str]
    """Accounts of AWS, 12 digits each; none where nothing tells."""
    projects: frozenset[str]
    """Ids of projects of Google; a provider may also be given a number."""
    numbers: frozenset[str]
    """Numbers of these projects, as far as the cloud told them."""
    identities: frozenset[str]
    """What CloudFront calls the origin access identities of the stack."""
    declares: Callable[[str], bool]
    """Whether an id, a name or an ARN is that of a resource of the stack."""


class Tally:
    """What the resources of a graph say of whose they are. Each is asked once, also while more are added."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._asked = 0
        self._stated, self._told = set[str](), set[str]()
        self._projects, self._numbers, self._identities = set[str](), set[str](), set[str]()
        self._sum = self._summed()

    def owned(self) -> Owned:
        """The sum of what has been told so far."""
        graph = self._context.graph
        if self._asked < len(graph):
            for resource in islice(graph, self._asked, None):
                self._ask(resource)
            self._asked = len(graph)
            self._sum = self._summed()
        return self._sum

    def _ask(self, resource: Resource) -> None:
        if resource.cloud == "aws":
            self._stated.update(accounts_of(resource))
            self._told.update(_accounts(self._context, resource))
            self._identities.update(_identities(resource))
        elif resource.cloud == "gcp":
            self._projects.update(_projects(resource))
            self._numbers.update(_numbers(resource))

    def _summed(self) -> Owned:
        """Where providers state their accounts, what ARNs tell does not count."""
        return Owned(
            accounts=frozenset(self._stated or self._told),
            projects=frozenset(self._projects),
            numbers=frozenset(self._numbers),
            identities=frozenset(self._identities),
            declares=self._declares,
        )

    def _declares(self, text: str) -> bool:
        context = self._context
        return any(context.holds(resource) is not None for resource in context.graph.named(text))


_TALLY = OfAll(Tally)


def owned(context: Context) -> Owned:
    """What belongs to the stack of ``context``, as far as it was told."""
    return _TALLY.of(context).owned()


def accounts_of(resource: Resource) -> Iterator[str]:
    """Accounts that the provider of ``resource`` is held to."""
    said = unpacked(resource.provider_props.get("allowedAccountIds"))
    yield from (one for one in said if isinstance(one, str)) if isinstance(said, list) else ()


def is_held(resource: Resource) -> bool:
    """Whether its provider says the account or the project: what comes later will not change that."""
    return any(accounts_of(resource)) or bool(resource.provider_props.get("project"))


def _accounts(context: Context, resource: Resource) -> Iterator[str]:
    arn = resource.props.get("arn")
    if isinstance(arn, str) and resource.type not in SAYS_ITS_ARN:
        found = _ACCOUNT.match(arn)
        if found and context.holds(resource) not in _NO_HOLDERS:
            yield found[1]


def _projects(resource: Resource) -> Iterator[str]:
    """A rule of access may be for another project: what it says of that proves nothing."""
    rule = _RULES_OF_ACCESS.search(resource.type)
    for said in (resource.provider_props.get("project"), None if rule else resource.props.get("project")):
        if isinstance(said, str) and said:
            yield said.removeprefix("projects/").partition("/")[0]


def _numbers(resource: Resource) -> Iterator[str]:
    match resource.type:
        case "gcp:storage/bucket:Bucket":
            said = resource.props.get("projectNumber")
            found = [str(said)] if isinstance(said, str | int | float) else []
        case "gcp:cloudrunv2/service:Service":
            found = [n for _, url in read(resource.props, "urls[]") for n in _RUN.findall(str(url))]
        case kind if path := _TELL_A_NUMBER.get(kind):
            told = _NUMBER.fullmatch(resource.text(path))
            found = [told[1] or told[2]] if told else []
        case _:
            found = []
    yield from filter(None, found)


def _identities(resource: Resource) -> Iterator[str]:
    if resource.type == _ORIGIN:
        yield from filter(None, (resource.text("iamArn"), resource.text("s3CanonicalUserId")))
