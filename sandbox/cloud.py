"""What the clouds do: check, create, read, update and delete resources in the state."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from jurisdictions import locate
from sandbox import constraints, places, references, schema, typecheck
from sandbox.catalogue import Entry, entry
from sandbox.constraints import Subject
from sandbox.outputs import Maker, Place, compute, make_id
from sandbox.places import Settings
from sandbox.shaped import linked, shaped
from sandbox.state import Key, Record, State
from sandbox.typecheck import Failure
from sandbox.wire import UNKNOWN, has_unknown


class RefusedError(ValueError):
    """The cloud refuses; says everything that is wrong."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__("; ".join(reasons))


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """One resource that the engine speaks of."""

    urn: str
    token: str
    inputs: dict[str, Any]
    settings: Settings

    @property
    def name(self) -> str:
        """Its logical name."""
        return self.urn.rpartition("::")[2]


class Cloud:
    """The resources of all accounts and projects."""

    def __init__(self, state: State) -> None:
        self.state = state

    def check(
        self, request: Request, olds: dict[str, Any], seed: bytes
    ) -> tuple[dict[str, Any], list[Failure]]:
        """Inputs with the provider's defaults, and what is wrong with them."""
        try:
            resource = schema.resource_type(request.token)
        except schema.UnknownTypeError:
            return request.inputs, [Failure("", f"unknown resource type {request.token!r}")]
        inputs = dict(request.inputs)
        _complete(resource, inputs, request, olds, seed)
        failures = typecheck.check(inputs, resource.inputs)
        if failures:
            return inputs, failures
        failures += places.missing(resource, inputs, request.settings)
        failures += places.unknown(resource, inputs)
        failures += constraints.check(self._subject(resource, replace(request, inputs=inputs)))
        return inputs, failures

    def preview(self, request: Request, olds: dict[str, Any]) -> dict[str, Any]:
        """Outputs as far as a preview knows them: inputs, what was there before; the rest is unknown."""
        resource = schema.resource_type(request.token)
        known = request.inputs | places.defaults(resource, request.inputs, request.settings)
        outputs = {name: value for name, value in known.items() if name in resource.outputs}
        outputs |= _labels(resource, request)
        for name, declared in resource.outputs.items():
            if name not in outputs and name in olds and name not in resource.inputs:
                outputs[name] = olds[name]
            elif name not in outputs and (declared.required or name in entry(request.token).outputs):
                outputs[name] = olds.get(name, UNKNOWN)
        return outputs

    def create(self, request: Request) -> Record:
        """Make a resource. Raises ``RefusedError``."""
        resource, known = schema.resource_type(request.token), entry(request.token)
        with self.state.lock:
            uses = self._judge(resource, request, "")
            for salt in range(1000):
                record = self._record(resource, known, request, salt)
                taken = self.state.get(record.key)
                if taken is None or known.unique == "none" or _may_overwrite(known, request):
                    break
                if "{$" not in known.id and known.id:
                    raise RefusedError([f"{known.code}: {record.id} exists already"])
            self._refuse_duplicate(known, record)
            record = replace(record, uses=uses)
            self.state.put(record)
        return record

    def update(self, request: Request, id_: str) -> Record:
        """Change a resource in place. Raises ``RefusedError``."""
        resource = schema.resource_type(request.token)
        with self.state.lock:
            old = self.find(request, id_)
            if old is None:
                raise RefusedError([f"NotFound: {id_} of {request.token} does not exist"])
            uses = self._judge(resource, request, old.id)
            fresh = self._outputs(resource, entry(request.token), request, 0, old.id)
            kept = {name: value for name, value in old.outputs.items() if name not in resource.inputs}
            record = replace(
                old, inputs=request.inputs, outputs=fresh | kept | _labels(resource, request), uses=uses
            )
            self.state.put(record)
        return record

    def find(self, request: Request, id_: str) -> Record | None:
        """The resource with this id, in its region; for an import the id may end in ``@region``."""
        name, _, region = id_.rpartition("@")
        if not name or not locate("aws", region):
            name, region = id_, ""
        found = [r for r in self.state.named(request.token, name) if r.id == name]
        if region or len(found) > 1:
            region = region or str(request.inputs.get("region") or request.settings.region)
            found = [r for r in found if r.inputs.get("region") == region]
        return found[0] if found else None

    def delete(self, request: Request, id_: str) -> None:
        """Remove a resource; one that is gone already is no error. Raises ``RefusedError``."""
        known = entry(request.token)
        with self.state.lock:
            record = self.find(request, id_)
            if record is None:
                return
            for guard in known.protected_by if self.state.protects else ():
                name, _, wanted = guard.partition("=")
                value = record.inputs.get(name, known.defaults.get(name))
                if (str(value) == wanted) if wanted else value is True:
                    raise RefusedError(
                        [f"{id_} is protected from deletion: set {name} otherwise and update it first"]
                    )
            users = [r for r in self.state.users(record.key) if r.key != record.key] if known.in_use else []
            if users:
                names = ", ".join(sorted(f"{r.type.rpartition(':')[2]} {r.id}" for r in users[:3]))
                raise RefusedError([f"{known.in_use}: {id_} is still used by {names}"])
            self.state.delete(record.key)

    def _judge(self, resource: schema.ResourceType, request: Request, id_: str) -> tuple[Key, ...]:
        """Refuse what conflicts with what exists; else the keys of what the resource refers to."""
        if has_unknown(request.inputs):
            raise RefusedError(["an input is still unknown in an update"])
        subject = replace(self._subject(resource, request), state=self.state, id=id_)
        region = subject.place.region if resource.cloud == "aws" else ""
        found = references.resolve(self.state, request.token, request.inputs, region)
        failures = [*found.failures, *constraints.check(subject)]
        if failures:
            raise RefusedError([f"{f.path}: {f.reason}" if f.path else f.reason for f in failures])
        return tuple(dict.fromkeys(target.key for target in found.targets))

    def _subject(self, resource: schema.ResourceType, request: Request) -> Subject:
        inputs = request.inputs | places.defaults(resource, request.inputs, request.settings)
        return Subject(
            token=request.token, inputs=inputs, place=places.place_of(resource, inputs, request.settings)
        )

    def _outputs(
        self, resource: schema.ResourceType, known: Entry, request: Request, salt: int, id_: str = ""
    ) -> dict[str, Any]:
        subject = self._subject(resource, request)
        seed = f"{subject.place.account}|{subject.place.region}|{subject.place.project}|{request.urn}|{salt}"
        maker = Maker(seed=seed, place=subject.place, values=dict(subject.inputs))
        name = id_ or make_id(maker, known, resource)
        outputs = compute(maker, known, resource, name) | _labels(resource, request)
        made = shaped(request.token, outputs, maker) | linked(request.token, outputs, self.state)
        return {**outputs, **made, "id": name}

    def _record(self, resource: schema.ResourceType, known: Entry, request: Request, salt: int) -> Record:
        outputs = self._outputs(resource, known, request, salt)
        place = self._subject(resource, request).place
        id_ = outputs.pop("id")
        return Record(
            type=request.token,
            scope=_scope(resource, known, place),
            id=id_,
            inputs=request.inputs,
            outputs=outputs,
        )

    def _refuse_duplicate(self, known: Entry, record: Record) -> None:
        if not known.duplicate_of:
            return
        wanted = record.get(known.duplicate_of)
        for other in self.state.of_type(record.type):
            if other.scope == record.scope and other.get(known.duplicate_of) == wanted:
                raise RefusedError([f"{known.code}: {wanted} exists already"])


def _scope(resource: schema.ResourceType, known: Entry, place: Place) -> str:
    if known.unique == "world":
        return ""
    if resource.cloud == "gcp":
        return place.project
    return (
        place.account if known.unique == "account" or not place.region else f"{place.account}/{place.region}"
    )


def _may_overwrite(known: Entry, request: Request) -> bool:
    return bool(known.overwrite and request.inputs.get(known.overwrite))


def _complete(
    resource: schema.ResourceType, inputs: dict[str, Any], request: Request, olds: dict[str, Any], seed: bytes
) -> None:
    """Fill in the region (AWS) and a name where none is given, as the official providers do."""
    if (
        resource.cloud == "aws"
        and resource.takes_region
        and "region" not in inputs
        and request.settings.region
    ):
        inputs["region"] = request.settings.region
    name = entry(request.token).autoname
    prefixed = f"{name}Prefix" in inputs or "namePrefix" in inputs
    declared = resource.inputs.get(name)
    if resource.cloud in schema.MADE_HERE or declared is None or declared.required or name in inputs:
        return
    stem = (
        str(inputs.get(f"{name}Prefix") or inputs.get("namePrefix") or "") if prefixed else f"{request.name}-"
    )
    kept = str(olds.get(name, ""))
    suffix = hashlib.sha256(seed or request.urn.encode()).hexdigest()[:7]
    inputs[name] = kept if kept.startswith(stem) else stem + suffix


def _labels(resource: schema.ResourceType, request: Request) -> dict[str, Any]:
    """Tags and labels as the provider completes them."""
    made: dict[str, Any] = {}
    if "tagsAll" in resource.outputs:
        made["tagsAll"] = {**(request.settings.default_tags or {}), **_map(request.inputs.get("tags"))}
    labels = _map(request.inputs.get("labels")) | {"goog-pulumi-provisioned": "true"}
    made |= {name: labels for name in ("effectiveLabels", "pulumiLabels") if name in resource.outputs}
    return made


def _map(value: Any) -> dict[str, Any]:
    return dict(value) if isinstance(value, dict) else {}
