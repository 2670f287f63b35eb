"""Services of AWS that work for whoever asks them: let in without a source, they carry a stranger's request.

A service principal is the same for all of AWS. One that anybody can point at what is of another account (a
distribution at a bucket, a topic at a queue, a rule at a function) is let in for the own account only by a
condition on the source. Listed are those that the documentation of AWS lets in with such a condition. Not
listed: services that work with a role of the own account only, which nobody else can hand them.
Sources: IAM user guide, "The confused deputy problem"; and by service: CloudFront developer guide, "Restrict
access to an Amazon S3 origin"; S3 user guide, "Granting permissions to publish event notification messages",
"Enabling Amazon S3 server access logging", "Amazon S3 Storage Lens"; SNS developer guide, "Subscribing an
Amazon SQS queue"; EventBridge user guide, "Using resource-based policies"; CloudWatch Logs user guide,
"Enable logging from AWS services", "Export log data to Amazon S3"; CloudWatch user guide, "Using alarms";
CloudTrail user guide, "Amazon S3 bucket policy for CloudTrail"; Config developer guide, "Permissions for the
Amazon S3 bucket"; Lambda developer guide, "Granting function access to AWS services" (API Gateway, IoT,
Cognito, Lex); SES, AppFlow, GuardDuty, Macie, Inspector, OpenSearch, Bedrock, Budgets: "Cross-service
confused deputy prevention" of each.
"""

from __future__ import annotations

import re
from typing import Final

from policies.resources.values import Plain

_DEPUTIES: Final = frozenset(
    {
        "apigateway",
        "appflow",
        "bcm-data-exports",
        "bedrock",
        "billingreports",
        "budgets",
        "cloudfront",
        "cloudtrail",
        "cloudwatch",
        "codestar-notifications",
        "cognito-idp",
        "config",
        "delivery.logs",
        "es",
        "events",
        "guardduty",
        "inspector2",
        "iot",
        "lambda.alarms.cloudwatch",
        "lexv2",
        "logging.s3",
        "logs",
        "macie",
        "s3",
        "ses",
        "sns",
        "storage-lens.s3",
    }
)
_PRINCIPAL = re.compile(
    r"(?P<service>[a-z0-9.-]+?)(?:\.[a-z]{2,4}(?:-[a-z]+)+-[0-9])?\.amazonaws\.com(?:\.cn|\.eu)?"
)
_SOURCES: Final = frozenset(
    {
        "aws:sourceaccount",
        "aws:sourcearn",
        "aws:sourceorgid",
        "aws:sourceorgpaths",
        "aws:sourceowner",
        "cloudfront:distributionarn",
        "kms:calleraccount",
    }
)
_CONTEXT: Final = "kms:encryptioncontext:"
EQUALS: Final = re.compile(
    r"(?:ForAnyValue:)?(?:String(?:Equals|Like)(?:IgnoreCase)?|Arn(?:Equals|Like))", re.I
)
"""Operators by which a condition narrows; with ``IfExists`` or for all values none also passes."""


def is_deputy(said: str) -> bool:
    """Whether a service principal acts for strangers: ``sns.amazonaws.com``."""
    found = _PRINCIPAL.fullmatch(said)
    return found is not None and found["service"] in _DEPUTIES


def names_a_source(condition: Plain) -> bool:
    """Whether a condition that always applies says for whom the service may come."""
    for operator, wanted in condition.items() if isinstance(condition, dict) else ():
        if not EQUALS.fullmatch(operator) or not isinstance(wanted, dict):
            continue
        for key, said in wanted.items():
            values = said if isinstance(said, list) else [said]
            named = key.lower() in _SOURCES or key.lower().startswith(_CONTEXT)
            if named and values and not any(_is_anything(value) for value in values):
                return True
    return False


def _is_anything(value: Plain) -> bool:
    """Whether a pattern is met by what is of any account."""
    if value is None or not isinstance(value, str):
        return value is None
    parts = value.split(":")
    told = (parts[4] or parts[5]) if value.startswith("arn:") and len(parts) > 5 else value
    return not told.strip("*?")
