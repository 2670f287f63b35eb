"""Rules of Aurora DSQL and of the backups of its clusters.

Sources: ``botocore`` are the service models of botocore 1.44.5 (service, shape); ``aws docs`` are pages of
docs.aws.amazon.com.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from jurisdictions import engine, offered, region_sets
from sandbox.constraints.rule import Rule, Subject, between, pattern
from sandbox.typecheck import Failure
from sandbox.values import at

CLUSTER: Final = "aws:dsql/cluster:Cluster"
PEERING: Final = "aws:dsql/clusterPeering:ClusterPeering"
VAULT: Final = "aws:backup/vault:Vault"
PLAN: Final = "aws:backup/plan:Plan"
SELECTION: Final = "aws:backup/selection:Selection"
LOCK: Final = "aws:backup/vaultLockConfiguration:VaultLockConfiguration"
WITNESS: Final = "multiRegionProperties.witnessRegion"


def _in_one_set(regions: set[str]) -> bool:
    return any({f"aws/{r}" for r in regions} <= whole for whole in region_sets("dsql").values())


def _offered(subject: Subject) -> Iterator[Failure]:
    regions = {p.name for p in offered(engine("aurora-dsql").layouts["regional"])}
    if subject.place.region not in regions:
        yield Failure("region", f"Aurora DSQL has no endpoint in {subject.place.region}")


def _witness(subject: Subject) -> Iterator[Failure]:
    witness = subject.get(WITNESS)
    if not witness:
        return
    if witness == subject.place.region:
        yield Failure(WITNESS, "the witness must be in a region of its own")
    elif not _in_one_set({witness, subject.place.region}):
        yield Failure(WITNESS, f"{witness} and {subject.place.region} are in no common set")


def _peers(subject: Subject) -> Iterator[Failure]:
    """Peers and witness: three regions of one set."""
    here, witness = subject.place.region, subject.get("witnessRegion")
    peers = [str(arn).split(":")[3] for _, arn in at(subject.inputs, "clusters[]") if str(arn).count(":") > 4]
    regions = {here, *peers, *([witness] if witness else [])}
    if len(regions) < 1 + len(peers) + bool(witness):
        yield Failure(
            "clusters", f"peers and witness must be in different regions, not {', '.join(sorted(regions))}"
        )
    elif not _in_one_set(regions):
        yield Failure("clusters", f"{', '.join(sorted(regions))} are in no common set")


def _same_witness(subject: Subject) -> Iterator[Failure]:
    """Each side names the witness that its cluster was made with."""
    for cluster in subject.named(CLUSTER, subject.get("identifier")):
        made_with = (cluster.get("multiRegionProperties") or {}).get("witnessRegion")
        if made_with != subject.get("witnessRegion"):
            yield Failure(
                "witnessRegion", f"ValidationException: the cluster was made with {made_with or 'no witness'}"
            )


def _windows(subject: Subject) -> Iterator[Failure]:
    starts = at(subject.inputs, "rules[].startWindow")
    ends = at(subject.inputs, "rules[].completionWindow")
    for (where, start), (_, end) in zip(starts, ends, strict=False):
        if start < 60 or end < start + 60:
            yield Failure(
                where,
                f"a window of {start} and {end} minutes: 60 to start, and 60 more to complete, at least",
            )


RULES: Final = (
    Rule(
        id="dsql-offered", types=(CLUSTER,), check=_offered, source="aws docs: General Reference, Aurora DSQL"
    ),
    Rule(
        id="dsql-regions",
        types=(CLUSTER,),
        check=_witness,
        source="aws docs: aurora-dsql region availability",
    ),
    Rule(
        id="dsql-peers",
        types=(PEERING,),
        check=_peers,
        source="aws docs: aurora-dsql configuring-multi-region-clusters",
    ),
    Rule(
        id="dsql-same-witness",
        types=(PEERING,),
        check=_same_witness,
        source="aws docs: aurora-dsql configuring-multi-region-clusters",
        needs_state=True,
    ),
    Rule(
        id="backup-vault-name",
        types=(VAULT,),
        check=pattern("name", r"[a-zA-Z0-9_-]{2,50}", "2 to 50 letters, digits, hyphens and underscores"),
        source="botocore: backup BackupVaultName",
    ),
    Rule(
        id="backup-selection-name",
        types=(SELECTION,),
        check=pattern("name", r"[a-zA-Z0-9._-]{1,50}", "1 to 50 letters, digits and ._-"),
        source="botocore: backup BackupSelectionName",
    ),
    Rule(
        id="backup-days",
        types=(PLAN,),
        check=between("rules[].lifecycle.deleteAfter", 1, 36500),
        source="aws docs: AWS Backup, Lifecycle",
    ),
    Rule(id="backup-windows", types=(PLAN,), check=_windows, source="aws docs: AWS Backup, BackupRule"),
    Rule(
        id="backup-lock-days",
        types=(LOCK,),
        check=between("minRetentionDays", 1, 36500),
        source="aws docs: AWS Backup, PutBackupVaultLockConfiguration",
    ),
)
