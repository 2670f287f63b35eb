"""Service agents of the project: Google's own identities, which need our keys and buckets to work for us.

Their addresses are asked for, never spelled out: asking creates the agent where it does not exist yet, and
the spelling differs by service and has changed over time.
"""

from __future__ import annotations

from collections.abc import Iterable

import pulumi
from pulumi_gcp import logging, organizations, projects, storage

from components.base import Context
from components.gcp.component import GcpComponent
from components.gcp.handles import AgentsHandle
from jurisdictions.model import DataClass
from plan import names
from plan.model import Bucket, Key, Part, Store

NAME = "gcp-service-agents"
TRANSFER = "transfer"
APIS = {"cloud-sql": "sqladmin"}
"""Where the API of a service is not called like it."""

_LOOKED_UP = frozenset({"compute", "logging", "storage", TRANSFER})
"""Agents that are asked for without a resource of their own: the state does not tell their project."""


def services_needed(keys: Iterable[Key], stores: Iterable[Store]) -> tuple[str, ...]:
    """Services of the project whose agents these parts need, sorted."""
    needed = {service for key in keys if key.place.startswith("gcp/") for service in key.services}
    for store in stores:
        if isinstance(store, Bucket) and sum(m.place.startswith("gcp/") for m in store.members) > 1:
            needed.add(TRANSFER)
    return tuple(sorted(needed))


class ServiceAgents(GcpComponent):
    """The agents of these services, once per stack. They belong to the project and hold no data.

    ``alloydb``, ``cloud-sql``, ``compute``, ``logging``, ``secretmanager``, ``spanner`` and ``storage``
    encrypt with our keys. ``transfer`` copies between buckets: it makes its own Pub/Sub topics, so what it
    and Cloud Storage may do with them is granted in the project.
    """

    def __init__(
        self, services: Iterable[str], *, context: Context, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        part = Part(name=NAME, jurisdiction="global", data_class=DataClass.METADATA, tags={})
        super().__init__("domicile:gcp:ServiceAgents", part, context, opts)
        wanted = sorted(set(services))
        members = {service: self._member(service) for service in wanted}
        if wanted and set(wanted) <= _LOOKED_UP:
            self._identity("cloudkms")
        ready = {service: self._grants(members[service]) if service == TRANSFER else () for service in wanted}
        self.handle = AgentsHandle(members=members, ready=ready)
        self.register_outputs({})

    def _member(self, service: str) -> pulumi.Output[str]:
        project, opts = self.project, self.lookup()
        match service:
            case "storage":
                return storage.get_project_service_account_output(project=project, opts=opts).member
            case "logging":
                settings = logging.get_project_cmek_settings_output(project=project, opts=opts)
                return pulumi.Output.concat("serviceAccount:", settings.service_account_id)
            case "compute":  # made with the API, not on request, and told by the project's number
                number = organizations.get_project_output(project_id=project, opts=opts).number
                return number.apply(
                    lambda n: f"serviceAccount:service-{n}@compute-system.iam.gserviceaccount.com"
                )
            case "transfer":
                return storage.get_transfer_project_service_account_output(project=project, opts=opts).member
            case _:
                return self._identity(service).member

    def _identity(self, service: str) -> projects.ServiceIdentity:
        """Makes an agent. Its address tells the project's number, by which policies know all the others."""
        return projects.ServiceIdentity(
            names.logical(NAME, service),
            project=self.project,
            service=f"{APIS.get(service, service)}.googleapis.com",
            opts=self.child(),
        )

    def _grants(self, transfer: pulumi.Output[str]) -> tuple[pulumi.Resource, ...]:
        """What cross-bucket replication needs (Storage Transfer Service, "Grant required roles")."""
        return (
            self._grant("transfer-topics", "roles/pubsub.editor", transfer),
            self._grant("storage-events", "roles/pubsub.publisher", self._member("storage")),
        )

    def _grant(self, name: str, role: str, member: pulumi.Output[str]) -> projects.IAMMember:
        return projects.IAMMember(
            names.logical(NAME, name), project=self.project, role=role, member=member, opts=self.child()
        )
