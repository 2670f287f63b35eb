"""Cloud KMS: a key ring per jurisdiction and place, its keys, and who may encrypt with them.

Rings and keys stay in the project for ever, under their names. A stack that is taken down and comes up again
is refused with "already exists" (409), for it does not know them any more. Then let it adopt them by name:
``pulumi import gcp:kms/keyRing:KeyRing <logical name> projects/<p>/locations/<l>/keyRings/<ring>``, and the
same for each ``gcp:kms/cryptoKey:CryptoKey`` with ``/cryptoKeys/<key>`` behind it. A key whose versions were
destroyed needs a new primary version before anything encrypts with it (``gcloud kms keys versions create
--primary``); what was encrypted under the old ones is gone. Where that is not wanted, plan another prefix.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pulumi
from pulumi_gcp import kms

from components.base import Context, refuse_foreign
from components.gcp.component import GcpComponent
from components.gcp.handles import AgentsHandle
from components.handles import KeyHandle
from jurisdictions.model import Aspect, DataClass
from plan import names
from plan.model import Key, Part

SECONDS_PER_DAY = 86_400
ROLE = "roles/cloudkms.cryptoKeyEncrypterDecrypter"
STRICTEST_FIRST = (DataClass.PERSISTENT, DataClass.TRANSIENT, DataClass.METADATA)


def by_ring(keys: Iterable[Key]) -> Mapping[tuple[str, str], tuple[Key, ...]]:
    """Keys on Google Cloud by (ring, place): each entry is one ``KeyRing``."""
    rings: dict[tuple[str, str], list[Key]] = {}
    for key in keys:
        if key.place.startswith("gcp/"):
            rings.setdefault((key.ring, key.place), []).append(key)
    return {ring: tuple(members) for ring, members in rings.items()}


class KeyRing(GcpComponent):
    """A key ring in one place with the keys of one jurisdiction there; ``handles`` by name of the key.

    Takes the keys of one ring and place (see ``by_ring``). Neither ring nor key can be deleted in the
    cloud: deleting a key destroys its versions, after ``deletion_days`` in which that can be taken back.
    The location is always one region: a key in ``eu`` or ``global`` would be outside any one country.
    """

    def __init__(
        self,
        parts: Sequence[Key],
        *,
        agents: AgentsHandle,
        context: Context,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        first = parts[0]
        if len({(part.ring, part.place, part.jurisdiction) for part in parts}) != 1:
            msg = f"one ring, place and jurisdiction at a time: {', '.join(p.name for p in parts)}"
            raise ValueError(msg)
        here = {Aspect.KEYS: (first.place,)}
        for part in parts:
            refuse_foreign(part, Aspect.KEYS, [part.place])
        super().__init__("domicile:gcp:KeyRing", ring_part(parts), context, opts, places=here)
        self.agents = agents
        name = names.logical(first.jurisdiction, "ring", first.place)
        self.ring = kms.KeyRing(
            name,
            name=first.ring,
            project=self.project,
            location=names.region(first.place),
            opts=self.child(stateful=True),
        )
        self.handles: Mapping[str, KeyHandle] = {part.name: self._key(part) for part in parts}
        self.register_outputs({"keys": {name: handle.id for name, handle in self.handles.items()}})

    def _key(self, part: Key) -> KeyHandle:
        key = kms.CryptoKey(
            part.name,
            name=part.physical,
            key_ring=self.ring.id,
            purpose="ENCRYPT_DECRYPT",
            rotation_period=f"{part.rotation_days * SECONDS_PER_DAY}s",
            destroy_scheduled_duration=f"{part.deletion_days * SECONDS_PER_DAY}s",
            version_template=kms.CryptoKeyVersionTemplateArgs(
                algorithm="GOOGLE_SYMMETRIC_ENCRYPTION", protection_level="SOFTWARE"
            ),
            labels=dict(part.tags),
            deletion_policy=self.deletion_policy,
            opts=self.child(stateful=True),
        )
        grants = tuple(self._grant(part, service, key) for service in part.services)
        return KeyHandle(name=part.name, place=part.place, id=key.id, ready=grants)

    def _grant(self, part: Key, service: str, key: kms.CryptoKey) -> kms.CryptoKeyIAMMember:
        """Let the agent of one service encrypt with this key, and no other: stores wait for it."""
        return kms.CryptoKeyIAMMember(
            names.logical(part.name, "grant", service),
            crypto_key_id=key.id,
            role=ROLE,
            member=self.agents.members[service],
            opts=self.child(),
        )


def ring_part(parts: Sequence[Key]) -> Part:
    """The ring as a part: of the strictest class among its keys, for it is where they all are."""
    first = parts[0]
    classes = {part.data_class for part in parts}
    return Part(
        name=names.logical(first.jurisdiction, "keys", first.place),
        jurisdiction=first.jurisdiction,
        data_class=next(c for c in STRICTEST_FIRST if c in classes),
        tags={},
    )
