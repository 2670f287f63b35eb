"""What the project's own stacks survive: the README's promise, computed."""

from __future__ import annotations

import pytest

from survival.model import Event, Loss, Outcome, Reach, StoreFate, Users
from survival.report import Survey

KEEPS, STEP, LOST = Outcome.KEEPS_WRITING, Outcome.STEP, Outcome.LOST


def losing(found: Survey, what: str) -> Event:
    """The event of losing a cloud (``aws``), a region (``aws/eu-west-2``) or a zone (``... euw2-az1``)."""
    at, _, zone = what.partition(" ")
    if zone:
        return found.event("zone", (what,), Loss(zones=frozenset({(at, zone)})))
    if "/" in at:
        return found.event("region", (at,), Loss(regions=frozenset({at})))
    return found.event("cloud", (at,), Loss(clouds=frozenset({at})))


def fate(event: Event, store: str) -> StoreFate:
    return next(s for s in event.stores if f"{s.jurisdiction} {s.store}" == store)


def users(event: Event, jurisdiction: str) -> Users:
    return next(u for u in event.users if u.jurisdiction == jurisdiction)


PROD = [
    # AWS has one region in the United Kingdom. A second database follows on the other cloud, in the country.
    ("aws/eu-west-2 euw2-az1", "uk identities", KEEPS, "2 of 3 votes left"),
    ("aws/eu-west-2", "uk identities", STEP, "home: 0 of 3 votes left"),
    ("aws", "uk identities", STEP, "home: 0 of 3 votes left"),
    ("gcp", "uk identities", KEEPS, "3 of 3 votes left"),
    ("aws/eu-west-2", "uk carts", LOST, "0 of 1 regions"),
    ("aws/eu-west-2", "uk avatars", LOST, "0 of 1 buckets"),
    ("aws/eu-west-2", "uk ledger", KEEPS, ""),
    ("gcp/europe-west2", "uk ledger", LOST, "0 of 3 votes left, 2 are a majority"),
    ("gcp/europe-west2 europe-west2-a", "uk ledger", KEEPS, "2 of 3 votes left"),
    ("gcp/europe-west2", "uk identities", KEEPS, "3 of 3 votes left"),
    # The Union has a recovery region for the writer, and two of three regions write the ledger.
    ("aws/eu-central-1", "eu identities", STEP, "1 of 2 member regions"),
    ("aws/eu-west-1", "eu identities", KEEPS, "writer aws/eu-central-1 left"),
    ("aws/eu-central-1", "eu avatars", STEP, "1 of 2 buckets"),
    ("aws/eu-central-1", "eu carts", LOST, ""),
    ("aws/eu-central-1", "eu ledger", KEEPS, "2 of 3 regions"),
    ("aws/eu-west-3", "eu ledger", KEEPS, "2 of 3 regions"),
    # Germany on one cloud: three of six votes are no majority until the quorum is changed.
    ("gcp/europe-west10", "de ledger", STEP, "3 of 3 in gcp/europe-west3 alone"),
    ("gcp/europe-west3", "de ledger", STEP, "3 of 3 in gcp/europe-west10 alone"),
    ("gcp/europe-west10 europe-west10-a", "de ledger", KEEPS, "5 of 6 votes"),
    ("gcp/europe-west10", "de avatars", STEP, "1 of 2 buckets"),
    ("gcp/europe-west10", "de identities", STEP, "1 of 2 clusters left"),
    ("gcp/europe-west3", "de identities", KEEPS, "1 of 2 clusters left"),
    ("gcp/europe-west10", "de carts", LOST, ""),
    # Five votes in three regions.
    ("gcp/us-east4", "us ledger", KEEPS, "3 of 5 votes left, 3 are a majority"),
    ("gcp/us-central1", "us ledger", KEEPS, "4 of 5 votes"),
    ("gcp", "de ledger", LOST, "0 of 6 votes"),
    # The directory answers everywhere but without AWS.
    ("aws/eu-west-1", "global directory", KEEPS, "6 of 7 regions"),
    ("aws/us-east-1", "global sessions", KEEPS, "6 of 7 regions"),
    ("gcp", "global directory", KEEPS, ""),
    ("aws", "global directory", LOST, "0 of 7 regions"),
    ("aws", "us ledger", KEEPS, ""),
]


@pytest.mark.parametrize(("what", "store", "outcome", "left"), PROD)
def test_what_becomes_of_a_store_of_prod(
    prod: Survey, what: str, store: str, outcome: Outcome, left: str
) -> None:
    found = fate(losing(prod, what), store)
    assert (found.outcome, found.left) == (outcome, found.left if left in found.left else left)
    assert bool(found.steps) is (outcome is STEP)
    assert found.touched is bool(left) or outcome is LOST


def test_a_step_is_a_command_for_the_region_that_is_left(prod: Survey) -> None:
    (step,) = fate(losing(prod, "aws/eu-central-1"), "eu identities").steps
    assert step.startswith("aws rds failover-global-cluster --region eu-west-1 ")
    assert "--global-cluster-identifier acme-prod-eu-identities " in step
    assert ":eu-west-1:" in step.partition("--target-db-cluster-identifier ")[2]
    (step,) = fate(losing(prod, "gcp/europe-west10"), "de ledger").steps
    assert step.startswith("gcloud spanner databases change-quorum app --instance=acme-prod-de-ledger ")
    assert step.endswith("--single-region --serving-location=europe-west3")
    (step,) = fate(losing(prod, "aws/us-east-1"), "us avatars").steps
    assert "s3://acme-prod-us-avatars-us-west-2-" in step


ENTRY = [
    # Two clouds: DNS, after three failed checks of ten seconds and a TTL of sixty.
    ("aws/eu-west-2", "uk", Reach.FAILS_OVER, "gcp/europe-west2", 90),
    ("gcp/europe-west2", "uk", Reach.ANSWERS, "aws/eu-west-2", 0),
    ("aws/eu-west-2 euw2-az1", "uk", Reach.ANSWERS, "aws/eu-west-2", 0),
    ("gcp/europe-west10", "de", Reach.FAILS_OVER, "gcp/europe-west3", 90),
    # One cloud: the accelerator, whose recovery group waits with its dial at 0.
    ("aws/eu-central-1", "eu", Reach.FAILS_OVER, "aws/eu-west-1", 30),
    ("aws/us-east-1", "us", Reach.FAILS_OVER, "aws/us-west-2", 30),
    ("aws/eu-central-1", "us", Reach.ANSWERS, "aws/us-east-1", 0),
    ("aws", "eu", Reach.NONE, "", None),
    # A front is left on the other cloud, but names are on Route 53.
    ("aws", "uk", Reach.STEP, "gcp/europe-west2", None),
    ("gcp", "de", Reach.NONE, "", None),
    ("gcp/europe-west4", "global", Reach.NONE, "", None),
]


@pytest.mark.parametrize(("case", "reach", "first", "after"), [((a, b), c, d, e) for a, b, c, d, e in ENTRY])
def test_who_answers_users_of_prod(
    prod: Survey, case: tuple[str, str], reach: Reach, first: str, after: int | None
) -> None:
    found = users(losing(prod, case[0]), case[1])
    assert (found.reach, found.after_seconds) == (reach, after)
    assert next(iter(found.fronts_left), "") == first


@pytest.mark.parametrize("jurisdiction", ["uk", "eu", "de", "us", "au"])
def test_a_countrys_data_centre_fails_and_its_users_stay_logged_in(prod: Survey, jurisdiction: str) -> None:
    homes = {f.place for h in prod.hosts if h.jurisdiction == jurisdiction for f in h.fronts}
    assert len(homes) == 2
    for home in homes:
        found = users(losing(prod, home), jurisdiction)
        assert found.login is KEEPS, (home, found)
        assert set(found.metadata) == {"directory", "sessions"}
        assert home not in found.metadata.values()


def test_the_replica_next_to_the_front_answers(prod: Survey) -> None:
    found = users(losing(prod, "aws/us-east-1"), "us")
    assert found.metadata == {"directory": "aws/us-west-2", "sessions": "aws/us-west-2"}
    assert users(losing(prod, "aws"), "uk").login is LOST


def test_every_promise_of_dev_and_prod_is_kept(dev: Survey, prod: Survey) -> None:
    for found, count in ((dev, 8), (prod, 22)):
        kept = found.kept()
        assert len(kept) == count
        assert [p for p in kept if not p.kept] == []


def test_no_one_failure_cuts_the_members_of_prod_from_each_other(prod: Survey) -> None:
    assert [weak for store in prod.stores for weak in store.weak] == []


def test_the_page_that_everybody_starts_from_is_in_one_region(dev: Survey) -> None:
    found = users(losing(dev, "gcp/europe-west2"), "global")
    assert found.host == "dev.acme.example"
    assert (found.reach, found.how) == (Reach.NONE, "the front is left, the page behind it is not")


def test_every_region_zone_and_cloud_of_a_stack_is_lost_once(dev: Survey) -> None:
    events = list(dev.events())
    assert len({e.lost for e in events}) == len(events)
    assert {e.lost[0] for e in events if e.kind == "cloud"} == {"aws", "gcp"}
    regions = {e.lost[0] for e in events if e.kind == "region"}
    assert regions == {"aws/eu-central-1", "aws/eu-west-1", "aws/eu-west-2", "gcp/europe-west2"}
    assert {e.lost[0] for e in events if e.kind == "zone"} >= {"aws/eu-west-2 euw2-az1"}
