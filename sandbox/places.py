"""Where a resource goes: regions and locations that exist, and the defaults of its provider.

The map is the project's own (``jurisdictions``); what it does not know is refused, as a cloud would.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from jurisdictions import locate, spanner_configs
from sandbox.outputs import Place
from sandbox.schema import ResourceType
from sandbox.typecheck import Failure
from sandbox.values import last_name, leaves

DEFAULT_ACCOUNT: Final = "123456789012"
AWS_REGIONS: Final = frozenset(
    {
        "region",
        "regionName",
        "witnessRegion",
        "peerRegion",
        "endpointGroupRegion",
        "destinationRegion",
        "awsRegion",
        "primaryRegion",
        "sourceRegion",
        "serviceRegion",
        "operatingRegions",
    }
)
AWS_ZONES: Final = frozenset({"availabilityZone", "availabilityZones", "availabilityZoneId"})
GCP_LOCATIONS: Final = frozenset(
    {"location", "region", "zone", "zones", "defaultLeaderLocation", "storageLocation"}
)
SPANNER: Final = "gcp:spanner/instance:Instance"
NOT_A_PLACE: Final = frozenset({"tags", "labels", "metadata", "annotations", "values", "resourceLabels"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """What a provider instance was configured with."""

    account: str = DEFAULT_ACCOUNT
    region: str = ""
    project: str = ""
    default_tags: Mapping[str, str] | None = None

    @property
    def number(self) -> str:
        """A project number that is stable for the project's id."""
        return str(10**11 + sum(ord(c) * 31**i for i, c in enumerate(self.project)) % (9 * 10**11))


def place_of(resource: ResourceType, inputs: Mapping[str, Any], settings: Settings) -> Place:
    """Account, region and project of one resource."""
    region = inputs.get("region") or inputs.get("location") or settings.region
    project = inputs.get("project") or settings.project
    return Place(
        account=settings.account,
        region=str(region) if resource.cloud == "gcp" or resource.takes_region else "",
        project=str(project).removeprefix("projects/"),
        number=settings.number,
    )


def defaults(resource: ResourceType, inputs: Mapping[str, Any], settings: Settings) -> dict[str, str]:
    """What the provider adds to a GCP resource that does not say its project, region or zone."""
    if resource.cloud != "gcp":
        return {}
    given = {"project": settings.project, "region": settings.region}
    if ":compute/" not in resource.token:
        given.pop("region")
    return {
        name: value
        for name, value in given.items()
        if value and name in resource.inputs and name in resource.outputs and name not in inputs
    }


def missing(resource: ResourceType, inputs: Mapping[str, Any], settings: Settings) -> Iterator[Failure]:
    """Places that neither the resource nor its provider says."""
    if resource.cloud == "aws" and resource.takes_region and "region" not in inputs:
        yield Failure("region", "missing region: neither the resource nor its provider says one")
    if (
        resource.cloud == "gcp"
        and "project" in resource.inputs.keys() - inputs.keys()
        and not settings.project
    ):
        yield Failure("project", "required field is not set, neither here nor in the provider")


def unknown(resource: ResourceType, inputs: Mapping[str, Any]) -> Iterator[Failure]:
    """Regions, zones and locations that do not exist."""
    service = resource.token.split(":")[1].partition("/")[0]
    for path, value in leaves(inputs):
        if not isinstance(value, str) or not value or path.partition(".")[0].partition("[")[0] in NOT_A_PLACE:
            continue
        name = last_name(path)
        if resource.cloud == "aws" and name in AWS_REGIONS | AWS_ZONES and not _aws_exists(name, value):
            kind = "zone" if name in AWS_ZONES else "region"
            yield Failure(path, f"{value!r} is not an AWS {kind}")
        if resource.cloud == "gcp" and name in GCP_LOCATIONS and not _gcp_exists(name, value, service):
            yield Failure(path, f"{value!r} is not a Google Cloud {name.removesuffix('s')} of {service}")
    config = inputs.get("config")
    if resource.token == SPANNER and isinstance(config, str) and not _config_exists(config):
        yield Failure("config", f"{config!r} is not a Spanner instance configuration")


def _config_exists(config: str) -> bool:
    name = config.rpartition("/")[2]
    return name.startswith("custom-") or name in spanner_configs()


def _aws_exists(name: str, value: str) -> bool:
    place = locate("aws", value)
    if place is None or (name in AWS_REGIONS and place.name != value):
        return False
    return name != "availabilityZoneId" or value in place.zones


def _gcp_exists(name: str, value: str, service: str) -> bool:
    short = value.rpartition("/")[2]
    place = locate("gcp", short, service)
    if place is None:
        return False
    if name in ("zone", "zones"):
        return short in place.zones
    return name != "region" or place.is_region
