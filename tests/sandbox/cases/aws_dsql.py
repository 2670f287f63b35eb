"""Cases of the rules of Aurora DSQL and of the backups of its clusters."""

from __future__ import annotations

from tests.sandbox.shapes import Case, london, names

DSQL = "aws:dsql/cluster:Cluster"
PEERING = "aws:dsql/clusterPeering:ClusterPeering"
PLAN = "aws:backup/plan:Plan"
LOCK = "aws:backup/vaultLockConfiguration:VaultLockConfiguration"
PARIS = "arn:aws:dsql:eu-west-3:111122223333:cluster/p"


def rule(**windows: int) -> dict[str, object]:
    return {"rules": [{"ruleName": "daily", "targetVaultName": "v", **windows}]}


CASES: dict[str, list[Case]] = {
    "dsql-offered": [Case(DSQL, {}, {}, region="eu-west-2", bad_region="eu-central-2")],
    "dsql-regions": [
        Case(
            DSQL,
            {"multiRegionProperties": {"witnessRegion": "eu-west-1"}},
            {"multiRegionProperties": {"witnessRegion": wrong}},
        )
        for wrong in ("us-east-1", "eu-west-2")
    ],
    "dsql-peers": [
        Case(PEERING, {"clusters": [PARIS], "witnessRegion": "eu-west-1"}, wrong)
        for wrong in (
            {"clusters": [PARIS], "witnessRegion": "us-east-1"},
            {"clusters": [PARIS], "witnessRegion": "eu-west-3"},
            {"clusters": [PARIS], "witnessRegion": "eu-west-2"},
            {"clusters": [PARIS.replace("eu-west-3", "eu-west-2")], "witnessRegion": "eu-west-1"},
            {"clusters": [PARIS.replace("eu-west-3", "us-east-1")], "witnessRegion": "eu-west-1"},
        )
    ],
    "dsql-same-witness": [
        Case(
            PEERING,
            {"identifier": "c", "witnessRegion": "eu-west-1"},
            {"identifier": "c", "witnessRegion": "eu-central-1"},
            there=(london(DSQL, "c", multiRegionProperties={"witnessRegion": "eu-west-1"}),),
        )
    ],
    "backup-vault-name": names("aws:backup/vault:Vault", "name", "acme-uk", "a", "acme uk", "a" * 51),
    "backup-selection-name": names("aws:backup/selection:Selection", "name", "acme.uk", "", "a b", "a" * 51),
    "backup-days": [
        Case(
            PLAN,
            {"rules": [{"lifecycle": {"deleteAfter": 7}}]},
            {"rules": [{"lifecycle": {"deleteAfter": 0}}]},
        )
    ],
    "backup-windows": [
        Case(PLAN, rule(startWindow=60, completionWindow=480), rule(startWindow=start, completionWindow=end))
        for start, end in ((30, 480), (60, 90))
    ],
    "backup-lock-days": [Case(LOCK, {"minRetentionDays": 7}, {"minRetentionDays": 0})],
}
