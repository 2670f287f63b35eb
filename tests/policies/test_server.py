"""The server: started and asked as the engine does it, and the same to look at as one of the SDK."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
import yaml
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import analyzer_pb2 as proto
from pulumi.runtime.proto.analyzer_pb2_grpc import AnalyzerStub
from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyComplianceFramework,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    Severity,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy.policy import _PolicyAnalyzerServicer

from policies.engine import pack
from policies.engine.levels import Level
from policies.finding import Finding
from policies.links import base_in, page_of
from policies.rules import RULES, Rule
from tests.policies.engine import CALL, EndedError, Engine, entries_of, request_of, told
from tests.policies.states import UK

FOLDER = Path(pack.__file__).parents[1]
FOREIGN = {"q": {"type": "aws:sqs/queue:Queue", "props": {"region": "us-east-1", "tags": UK}}}


@pytest.fixture(scope="module")
def stub() -> Iterator[AnalyzerStub]:
    command = [sys.executable, "-u", "-m", "pulumi.policy", "127.0.0.1:1", str(FOLDER)]
    with subprocess.Popen(command, cwd=FOLDER, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            port = int(process.stdout.readline())
            with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
                yield AnalyzerStub(channel)
            assert process.poll() is None  # it never ends by itself
        finally:
            process.kill()


def test_the_engine_starts_it_and_is_answered(stub: AnalyzerStub) -> None:
    stub.Handshake(proto.AnalyzerHandshakeRequest(engine_address="127.0.0.1:1"))
    stub.ConfigureStack(proto.AnalyzerStackConfigureRequest(stack="prod", dry_run=True))
    assert stub.GetAnalyzerInfo(Empty()).name == pack.NAME
    assert stub.GetPluginInfo(Empty()).version == pack.information().version
    entries = entries_of(FOREIGN, "prod")
    request = request_of(entries[-1], entries)
    assert not stub.Remediate(request).remediations
    assert told(list(stub.Analyze(request).diagnostics)) == [("place-of-home", "q")]
    assert not stub.AnalyzeStack(proto.AnalyzeStackRequest()).diagnostics


def test_a_message_of_a_large_stack_is_taken(stub: AnalyzerStub) -> None:
    resource = proto.AnalyzerResource(type="random:index/randomId:RandomId", urn="urn:pulumi:dev::p::t::n")
    resource.properties.update({"prefix": "x" * 8_000_000})
    stub.AnalyzeStack(proto.AnalyzeStackRequest(resources=[resource]))


def test_an_error_is_never_the_one_that_the_engine_passes_over(stub: AnalyzerStub) -> None:
    config = proto.ConfigureAnalyzerRequest()
    config.policyConfig["no-such-rule"].enforcementLevel = proto.ADVISORY
    with pytest.raises(grpc.RpcError) as raised:
        stub.Configure(config)
    assert raised.value.code() is grpc.StatusCode.INVALID_ARGUMENT


def test_after_a_cancellation_nothing_passes() -> None:
    entries, engine = entries_of(FOREIGN), Engine()
    engine.pack.Cancel(Empty(), CALL)
    with pytest.raises(EndedError, match="CANCELLED"):
        engine.alone(entries[-1], entries)
    with pytest.raises(EndedError, match="CANCELLED"):
        engine.stack(entries)


def test_the_pack_says_of_itself_what_its_file_says() -> None:
    written = yaml.safe_load((FOLDER / "PulumiPolicy.yaml").read_text(encoding="utf-8"))
    information = pack.information()
    assert (information.version, information.description) == (written["version"], written["description"])
    assert information.supportsConfig
    for policy in information.policies:
        assert policy.enforcementLevel == proto.MANDATORY
        assert policy.severity != proto.POLICY_SEVERITY_UNSPECIFIED
        assert all((policy.displayName, policy.description, policy.remediation_steps, policy.framework.name))


def test_each_moment_of_a_rule_bears_its_name() -> None:
    moments = {(p.name, p.policy_type) for p in pack.information().policies}
    assert len(moments) == len(pack.information().policies)
    for rule in RULES:
        assert (rule.id, proto.POLICY_TYPE_STACK) in moments
        assert ((rule.id, proto.POLICY_TYPE_RESOURCE) in moments) is not rule.whole


def _of_the_sdk() -> Any:
    """A pack of the SDK from the same rules, whose resource policies report one violation each."""

    def of_resource(args: ResourceValidationArgs, report: ReportViolation) -> None:
        report(_FINDING.message, args.urn)

    def of_stack(_args: StackValidationArgs, _report: ReportViolation) -> None:
        pass

    def common(rule: Rule) -> dict[str, Any]:
        return {
            "name": rule.id,
            "description": rule.description,
            "display_name": rule.id.replace("-", " ").capitalize(),
            "severity": Severity(rule.severity.value),
            "framework": PolicyComplianceFramework(
                name="GDPR", version="2016/679", reference=rule.framework.removeprefix("GDPR, ")
            ),
            "tags": ["data-residency"],
            "remediation_steps": rule.remediation,
            "url": page_of(rule.id, base_in(os.environ)),
        }

    policies: list[Policy] = []
    for rule in RULES:
        if not rule.whole:
            policies.append(ResourceValidationPolicy(validate=of_resource, **common(rule)))
        policies.append(StackValidationPolicy(validate=of_stack, **common(rule)))
    version = pack.information().version
    return _PolicyAnalyzerServicer(pack.NAME, version, policies, EnforcementLevel.MANDATORY)


_FINDING = Finding(
    urn="urn:pulumi:dev::p::t::n", rule=RULES[0].id, subject="s", what="w", allowed="a", fix="f"
)


def test_the_engine_cannot_tell_it_from_a_pack_of_the_sdk() -> None:
    theirs, ours = _of_the_sdk().GetAnalyzerInfo(Empty(), CALL), pack.information()
    assert (ours.name, ours.version, ours.supportsConfig) == (
        theirs.name,
        theirs.version,
        theirs.supportsConfig,
    )
    own = list(ours.policies[: len(theirs.policies)])
    for policy in own:
        policy.message = ""  # the SDK has no way to say it
    assert own == list(theirs.policies)


def test_a_diagnostic_is_that_of_the_sdk() -> None:
    request = proto.AnalyzeRequest(type="t", urn=_FINDING.urn, name="n")
    theirs = _of_the_sdk().Analyze(request, CALL).diagnostics[0]
    assert pack.diagnostic(_FINDING, Level.MANDATORY) == theirs
