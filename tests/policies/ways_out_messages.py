"""States whose messages leave, or stay."""

from __future__ import annotations

from tests.policies.states import UK
from tests.policies.ways_out import DATASET, SERVICE, TOPIC, State, gcp


def pushed(url: str) -> State:
    target = {"pushEndpoint": url, "oidcToken": {"serviceAccountEmail": "a@p.iam.gserviceaccount.com"}}
    refs = {"topic": ["t"], "pushConfig": ["s"]}
    subscription = gcp(
        "pubsub/subscription:Subscription", labels=UK, topic="projects/p/topics/t", pushConfig=target
    )
    return {"t": TOPIC, "s": SERVICE, "x": {**subscription, "refs": refs}}


def written(table: str) -> State:
    rows = gcp(
        "bigquery/table:Table",
        labels=UK,
        datasetId="d",
        tableId="rows",
        project="p",
        refs={"datasetId": ["d"]},
    )
    refs = {"topic": ["t"], "bigqueryConfig": ["rows"]}
    config = {"table": table}
    subscription = gcp(
        "pubsub/subscription:Subscription", labels=UK, topic="projects/p/topics/t", bigqueryConfig=config
    )
    return {"t": TOPIC, "d": DATASET, "rows": rows, "x": {**subscription, "refs": refs}}
