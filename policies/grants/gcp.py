"""Principals of Google Cloud: members of IAM, entities of access lists, mail addresses, projects.

Sources: IAM documentation, "Principal identifiers" and "Service agents"; Cloud Storage documentation, "Access
control lists"; BigQuery API reference, datasets (``access``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from policies.grants.grantee import Grantee, Whose
from policies.grants.owned import Owned
from policies.resources.values import UNKNOWN, Plain

_EVERYONE = frozenset({"allUsers", "allAuthenticatedUsers"})
_GROUPS_OF_THE_PROJECT = frozenset({"projectOwners", "projectReaders", "projectWriters"})
_ACCOUNTS = ".gserviceaccount.com"
_AGENTS = re.compile(
    r"""(?:gcp-sa-[a-z0-9-]+|bigquery-encryption|bigquery-data-connectors|bigquery-consp
    |cloud-(?:aiplatform|filer|memcache-sa|ml\.google\.com|redis|tpu)|cloudcomposer-accounts|cloudcomposer
    |compute-system|container-analysis|container-engine-robot|containerregistry|dataflow-service-producer-prod
    |dataproc-accounts|dlp-api|endpoints-portal|firebase-rules|gae-api-prod\.google\.com|gcf-admin-robot
    |gcp-gae-service|genomics-api\.google\.com|gs-project-accounts|remotebuildexecution|security-center-api
    |serverless-robot-prod|service-(?:agent-manager|consumer-management|networking)
    |sourcerepo-service-accounts|storage-transfer-service)\.iam""",
    re.VERBOSE,
)
"""Where agents of Google's services are from: each works for the project whose number it bears."""
_OF_A_NUMBER = frozenset({"developer", "cloudservices", "cloudbuild"})
_LOCAL = re.compile(r"(?:[a-z]+-(?:p|org-)?|p)?(?P<number>[0-9]+)(?:-[a-z0-9]+)?")
_POOL = re.compile(r"projects/([^/]+)/")
_KUBERNETES = re.compile(r"(?P<project>[a-z0-9.:-]+)\.svc\.id\.goog\[[^\]]*\]")
_ROLE = re.compile(r"(?:READER|WRITER|OWNER):")


def member(said: str, owned: Owned) -> Whose:
    """Whose a member of IAM is: ``serviceAccount:name@project.iam.gserviceaccount.com``."""
    if said in _EVERYONE:
        return Whose.EVERYONE
    kind, _, rest = said.partition(":")
    match kind:
        case "serviceAccount":
            return _service_account(rest, owned)
        case "projectOwner" | "projectEditor" | "projectViewer":
            return project(rest, owned)
        case "principal" | "principalSet":
            found = _POOL.search(rest)
            whose = project(found[1], owned) if found else Whose.UNTOLD
            return whose if whose is Whose.STRANGER else Whose.UNTOLD  # a pool lets in whom another knows
        case _:
            return Whose.UNTOLD


def _service_account(mail: str, owned: Owned) -> Whose:
    if kubernetes := _KUBERNETES.fullmatch(mail):
        return project(kubernetes["project"], owned)
    name, _, domain = mail.partition("@")
    if not domain.endswith(_ACCOUNTS):
        return Whose.UNTOLD
    where = domain.removesuffix(_ACCOUNTS)
    if where == "appspot":
        return project(name, owned)
    if where in _OF_A_NUMBER or _AGENTS.fullmatch(where):
        found = _LOCAL.fullmatch(name)
        return _of_number(found["number"], owned) if found else Whose.UNTOLD
    return project(_id_in(where.removesuffix(".iam")), owned) if where.endswith(".iam") else Whose.UNTOLD


def _id_in(where: str) -> str:
    """The project in a domain: ``tools.example.com`` is of the project ``example.com:tools``."""
    own, _, organisation = where.partition(".")
    return f"{organisation}:{own}" if organisation else own


def _of_number(number: str, owned: Owned) -> Whose:
    """A service of Google works for the project whose number it bears: ours, or anybody's."""
    if number in owned.numbers or number in owned.projects:
        return Whose.OURS
    return Whose.STRANGER if owned.numbers else Whose.UNNUMBERED


def project(said: str, owned: Owned) -> Whose:
    """Whose a project is, by its id or its number."""
    name = said.removeprefix("projects/")
    if name in owned.projects or name in owned.numbers:
        return Whose.OURS
    if name.isdigit():
        return Whose.STRANGER if owned.numbers else Whose.UNTOLD
    return Whose.STRANGER if owned.projects else Whose.UNTOLD


def mail(said: str, owned: Owned) -> Whose:
    """Whose an address is: of a service account, or of a person or a group."""
    return _service_account(said, owned) if said.endswith(_ACCOUNTS) else Whose.UNTOLD


def special_group(said: str, _owned: Owned) -> Whose:
    """Whose a group is that BigQuery itself keeps."""
    if said in _EVERYONE:
        return Whose.EVERYONE
    return Whose.OURS if said in _GROUPS_OF_THE_PROJECT else Whose.UNTOLD


def entity(said: str, owned: Owned) -> Whose:
    """Whose an entry of an access list is: ``READER:user-name@acme.example``, ``project-owners-12345``."""
    named = _ROLE.sub("", said, count=1)
    if named in _EVERYONE:
        return Whose.EVERYONE
    kind, _, rest = named.partition("-")
    if kind == "project":
        return project(rest.partition("-")[2], owned)
    return mail(rest, owned) if kind == "user" else Whose.UNTOLD


def of_bindings(bindings: Plain, owned: Owned) -> Iterator[Grantee]:
    """Everyone whom the bindings of a policy let in."""
    for binding in bindings if isinstance(bindings, list) else [bindings]:
        members = binding.get("members", []) if isinstance(binding, dict) else binding
        for one in members if isinstance(members, list) else [members]:
            if isinstance(one, str):
                yield Grantee(one, member(one, owned))
            else:
                yield Grantee("a member", Whose.LATER if one is UNKNOWN else Whose.UNTOLD)
