"""Runs mutants, and keeps what matters: how many, and which were not caught."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from policies import Graph, judge
from policies.demands import Kind, demands_of
from policies.facts import Fact, catalogue
from policies.facts.survey import paths as places_of
from policies.resources.graph import Resource
from tests.mutants.edits import without
from tests.mutants.mutant import Mutant, caught
from tests.mutants.trials import Trial, apart, trials, twins

PRIVATE = {
    "aws:ec2/vpcEndpoint:VpcEndpoint": ("serviceName", "serviceNetworkArn", "resourceConfigurationArn"),
    "gcp:apigee/endpointAttachment:EndpointAttachment": ("serviceAttachment",),
    "gcp:integrationconnectors/endpointAttachment:EndpointAttachment": ("serviceAttachment",),
}
"""Where types name private services that they join."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Survivor:
    """A leak that nobody found, or a finding where nothing leaks."""

    where: str
    token: str
    kind: str
    path: str = ""
    value: str = ""

    def __str__(self) -> str:
        return " | ".join(filter(None, (self.where, self.kind, self.token, self.path, self.value)))


@dataclass(kw_only=True, slots=True)
class Proof:
    """What came out."""

    tried: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Mutants by kind and cloud."""
    compliant: Counter[str] = field(default_factory=Counter)
    """Stacks that must be silent, by where they are from."""
    survivors: list[Survivor] = field(default_factory=list)
    alarms: list[Survivor] = field(default_factory=list)

    @property
    def mutants(self) -> int:
        """How many were tried."""
        return self.tried.total()

    @property
    def holds(self) -> bool:
        """Whether every leak was found, and nothing else."""
        return not self.survivors and not self.alarms

    def mutate(self, where: str, mutants: Iterable[Mutant], rest: Mapping[str, Resource]) -> None:
        """Try mutants of one resource in a stack."""
        others = dict(rest)
        for mutant in mutants:
            self.tried[mutant.kind, mutant.subject.cloud] += 1
            if not caught(mutant, others):
                token = mutant.subject.type
                self.survivors.append(
                    Survivor(where=where, token=token, kind=mutant.kind, path=mutant.path, value=mutant.value)
                )

    def silent(self, where: str, graph: Graph) -> None:
        """A stack that no rule may have anything to say of."""
        self.compliant[where] += 1
        for finding in judge(graph):
            said = Survivor(
                where=where,
                token=graph.by_urn[finding.urn].type,
                kind=finding.rule,
                path=finding.subject,
                value=finding.what,
            )
            self.alarms.append(said)


def of_types(facts: Mapping[str, Fact], proof: Proof) -> Proof:
    """Every type of ``facts`` in every stack that it is tried in."""
    for token, fact in facts.items():
        for trial in trials(token, fact):
            _try(trial, proof)
    return proof


def of_twins(facts: Mapping[str, Fact], proof: Proof) -> Proof:
    """What has two names is the same under both: else the other name would be a way around."""
    for token, other in twins(dict(facts)):
        proof.tried["type: twin", token.partition(":")[0]] += 1
        if apart(facts[token], facts[other]):
            proof.survivors.append(Survivor(where="catalogue", token=token, kind="type: twin", path=other))
    return proof


def _try(trial: Trial, proof: Proof) -> None:
    scene = trial.scene
    if trial.compliant:
        private = tuple(_private(resource) for resource in scene.resources)
        proof.silent("catalogue", Graph((*private, *_apart_from(private, trial))))
    rest = {r.urn: r for r in (*scene.rest, *scene.cast.everything_abroad())}
    proof.mutate("catalogue", trial.mutants, rest)


def _private(resource: Resource) -> Resource:
    """Without whom it lets in and whose private service it joins: places that a scene made up are neither."""
    fact = catalogue().types.get(resource.type)
    filled = set(places_of(fact)) if fact is not None else set()
    paths = [d.path for d in demands_of(Kind.ACCESS, resource.type) if d.path in filled]
    return replace(resource, props=without(resource.props, *paths, *PRIVATE.get(resource.type, ())))


def _apart_from(resources: tuple[Resource, ...], trial: Trial) -> Iterator[Resource]:
    """What mutants may refer to: silent as well, as long as nothing refers to it."""
    known = {r.urn for r in resources}
    if trial.scene.personal and trial.scene.fact.gathers is None:  # it would gather from them
        yield from (r for r in trial.scene.cast.everything_abroad() if r.urn not in known)
