"""Data sources: the few that programs call, each a function. An unknown one is an error that names it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any, Final

from jurisdictions import locate
from sandbox import policy_document
from sandbox.places import Settings
from sandbox.state import Record, State, plain_name

Arguments = Mapping[str, Any]
Result = dict[str, Any]


class InvokeError(LookupError):
    """The sandbox has no such data source, or it finds nothing."""


def call(token: str, arguments: Arguments, settings: Settings, state: State) -> Result:
    """Answer one invoke. Raises ``InvokeError``."""
    name = token.rpartition(":")[2]
    module = token.split(":")[1].partition("/")[0]
    cloud = token.partition(":")[0]
    found = SOURCES.get(f"{cloud}:{module}:{name}")
    if found is None:
        known = ", ".join(sorted(SOURCES))
        msg = f"the sandbox does not answer {token!r}; it answers: {known}"
        raise InvokeError(msg)
    return found(arguments, settings, state)


def _region(arguments: Arguments, settings: Settings) -> str:
    region = str(arguments.get("region") or arguments.get("name") or settings.region)
    if locate("aws", region) is None:
        msg = f"{region!r} is not an AWS region"
        raise InvokeError(msg)
    return region


def _project(arguments: Arguments, settings: Settings) -> tuple[str, str]:
    project = str(arguments.get("project") or arguments.get("projectId") or settings.project)
    if not project:
        msg = "project: required field is not set, neither here nor in the provider"
        raise InvokeError(msg)
    return project.removeprefix("projects/"), Settings(project=project.removeprefix("projects/")).number


def _caller(_arguments: Arguments, settings: Settings, _state: State) -> Result:
    user = "AIDA" + hashlib.sha256(settings.account.encode()).hexdigest()[:17].upper()
    arn = f"arn:aws:iam::{settings.account}:user/sandbox"
    return {"id": settings.account, "accountId": settings.account, "arn": arn, "userId": user}


def _partition(_arguments: Arguments, _settings: Settings, _state: State) -> Result:
    return {
        "id": "aws",
        "partition": "aws",
        "dnsSuffix": "amazonaws.com",
        "reverseDnsPrefix": "com.amazonaws",
    }


def _get_region(arguments: Arguments, settings: Settings, _state: State) -> Result:
    region = _region(arguments, settings)
    place = locate("aws", region)
    city = place.city if place else region
    endpoint = f"ec2.{region}.amazonaws.com"
    return {"id": region, "name": region, "region": region, "endpoint": endpoint, "description": city}


def _zones(arguments: Arguments, settings: Settings, _state: State) -> Result:
    region = _region(arguments, settings)
    place = locate("aws", region)
    ids = list(place.zones if place else ())
    names = [region + "abcdefgh"[index] for index in range(len(ids))]
    return {"id": region, "region": region, "names": names, "zoneIds": ids, "groupNames": [region]}


def _zone(arguments: Arguments, settings: Settings, _state: State) -> Result:
    region, wanted = _region({"region": arguments.get("region")}, settings), str(arguments.get("zoneId"))
    place = locate("aws", region)
    if place is None or wanted not in place.zones:
        msg = f"no availability zone {wanted} in {region}"
        raise InvokeError(msg)
    name = region + "abcdefgh"[place.zones.index(wanted)]
    return {
        "id": name,
        "name": name,
        "zoneId": wanted,
        "region": region,
        "groupName": region,
        "state": "available",
    }


def _policy(arguments: Arguments, _settings: Settings, _state: State) -> Result:
    text = policy_document.render(arguments)
    digest = str(int(hashlib.sha256(text.encode()).hexdigest()[:8], 16))
    return {**arguments, "id": digest, "json": text, "minifiedJson": text}


def _hosted_zone(arguments: Arguments, _settings: Settings, state: State) -> Result:
    wanted = arguments.get("zoneId") or str(arguments.get("name", "")).removesuffix(".")
    zones = state.named("aws:route53/zone:Zone", str(wanted))
    return _only(zones, f"hosted zone {wanted}")


def _kms_key(arguments: Arguments, settings: Settings, state: State) -> Result:
    wanted, region = str(arguments.get("keyId")), _region(arguments, settings)
    keys = [k for k in state.named("aws:kms/key:Key", wanted) if k.inputs.get("region") == region]
    return _only(keys, f"key {wanted} in {region}")


def _only(found: list[Record], what: str) -> Result:
    if len(found) != 1:
        msg = f"found {len(found)} of {what}, expected one"
        raise InvokeError(msg)
    return {**found[0].outputs, "id": found[0].id}


def _public_parameter(arguments: Arguments, settings: Settings, _state: State) -> Result:
    """A public parameter of AWS: the same image for the same region, as long as nothing is released."""
    name, region = str(arguments.get("name")), _region(arguments, settings)
    if not name.startswith("/aws/service/"):
        msg = f"ParameterNotFound: {name} in {region}"
        raise InvokeError(msg)
    image = "ami-" + hashlib.sha256(f"{region}{name}".encode()).hexdigest()[:17]
    arn = f"arn:aws:ssm:{region}::parameter{name}"
    value = {"value": image, "insecureValue": image, "type": "String", "version": 1, "arn": arn}
    return {"id": name, "name": name, "region": region, **value}


def _gcs_agent(arguments: Arguments, settings: Settings, _state: State) -> Result:
    project, number = _project(arguments, settings)
    email = f"service-{number}@gs-project-accounts.iam.gserviceaccount.com"
    return {"id": email, "project": project, "emailAddress": email, "member": f"serviceAccount:{email}"}


def _transfer_agent(arguments: Arguments, settings: Settings, _state: State) -> Result:
    project, number = _project(arguments, settings)
    email = f"project-{number}@storage-transfer-service.iam.gserviceaccount.com"
    return {
        "id": email,
        "project": project,
        "email": email,
        "member": f"serviceAccount:{email}",
        "subjectId": number,
    }


def _log_settings(arguments: Arguments, settings: Settings, _state: State) -> Result:
    project, number = _project(arguments, settings)
    email = f"service-{number}@gcp-sa-logging.iam.gserviceaccount.com"
    name = f"projects/{project}/cmekSettings"
    return {"id": name, "name": name, "project": project, "kmsKeyName": arguments.get("kmsKeyName", ""),
            "kmsKeyVersionName": "", "serviceAccountId": email}  # fmt: skip


def _get_project(arguments: Arguments, settings: Settings, _state: State) -> Result:
    project, number = _project(arguments, settings)
    empty: Result = {name: {} for name in ("labels", "effectiveLabels", "pulumiLabels", "tags")}
    named = {"id": f"projects/{project}", "projectId": project, "number": number, "name": project}
    return (
        empty | named | {"autoCreateNetwork": False, "deletionPolicy": "PREVENT", "folderId": "", "orgId": ""}
    )


def _gcp_zones(arguments: Arguments, settings: Settings, _state: State) -> Result:
    project, _ = _project(arguments, settings)
    region = plain_name(str(arguments.get("region") or settings.region)).rpartition("/")[2]
    place = locate("gcp", region)
    if place is None:
        msg = f"{region!r} is not a Google Cloud region"
        raise InvokeError(msg)
    return {
        "id": f"projects/{project}/regions/{region}",
        "project": project,
        "region": region,
        "names": list(place.zones),
    }


def _client(_arguments: Arguments, settings: Settings, _state: State) -> Result:
    where = {"id": f"projects/{settings.project}", "project": settings.project, "region": settings.region}
    return {**where, "zone": "", "accessToken": "sandbox", "defaultLabels": {}}


SOURCES: Final[Mapping[str, Callable[[Arguments, Settings, State], Result]]] = {
    "aws:index:getCallerIdentity": _caller,
    "aws:index:getPartition": _partition,
    "aws:index:getRegion": _get_region,
    "aws:index:getAvailabilityZone": _zone,
    "aws:index:getAvailabilityZones": _zones,
    "aws:iam:getPolicyDocument": _policy,
    "aws:route53:getZone": _hosted_zone,
    "aws:kms:getKey": _kms_key,
    "aws:ssm:getParameter": _public_parameter,
    "gcp:storage:getProjectServiceAccount": _gcs_agent,
    "gcp:storage:getTransferProjectServiceAccount": _transfer_agent,
    "gcp:storage:getTransferProjectServieAccount": _transfer_agent,
    "gcp:logging:getProjectCmekSettings": _log_settings,
    "gcp:organizations:getProject": _get_project,
    "gcp:organizations:getClientConfig": _client,
    "gcp:compute:getZones": _gcp_zones,
}
