"""Inputs that keep and that break each rule of the clouds, by rule id: a module for each of the rules'."""

from __future__ import annotations

from tests.sandbox.cases import (
    aws_aurora,
    aws_data,
    aws_dsql,
    aws_elasticache,
    aws_machines,
    aws_network,
    aws_rds,
    aws_traffic,
    aws_transit,
    aws_watching,
    gcp_alloydb,
    gcp_data,
    gcp_machines,
    gcp_memorystore,
    gcp_network,
    gcp_services,
    gcp_sql,
    gcp_vpn,
    gcp_watching,
)
from tests.sandbox.shapes import Case

CASES: dict[str, list[Case]] = {
    **aws_aurora.CASES,
    **aws_data.CASES,
    **aws_dsql.CASES,
    **aws_elasticache.CASES,
    **aws_machines.CASES,
    **aws_network.CASES,
    **aws_rds.CASES,
    **aws_traffic.CASES,
    **aws_transit.CASES,
    **aws_watching.CASES,
    **gcp_alloydb.CASES,
    **gcp_data.CASES,
    **gcp_machines.CASES,
    **gcp_memorystore.CASES,
    **gcp_network.CASES,
    **gcp_services.CASES,
    **gcp_sql.CASES,
    **gcp_vpn.CASES,
    **gcp_watching.CASES,
}

__all__ = ["CASES"]
