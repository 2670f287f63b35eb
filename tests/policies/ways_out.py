"""States with a way out of a jurisdiction, or its compliant twin, by what the caller says."""

from __future__ import annotations

from typing import Any

from tests.policies.states import NOBODY, UK

State = dict[str, dict[str, Any]]

LONDON, VIRGINIA, LONDON_GCP = "eu-west-2", "us-east-1", "europe-west2"
KEY_ARN = "arn:aws:kms:eu-west-2:1:key/k"
KEY_NAME = "projects/p/locations/europe-west2/keyRings/r/cryptoKeys/k"
OWN_NETWORK = "arn:aws:vpc-lattice:eu-west-2:1:sn-1"
US = {"data-class": "persistent", "jurisdiction": "us"}
THEIRS = "projects/other/locations/global/mirroringDeploymentGroups/g"


def aws(
    kind: str, region: str = LONDON, refs: dict[str, list[str]] | None = None, **props: Any
) -> dict[str, Any]:
    return {"type": f"aws:{kind}", "props": {"region": region, **props}, "refs": refs or {}}


def gcp(kind: str, refs: dict[str, list[str]] | None = None, **props: Any) -> dict[str, Any]:
    return {"type": f"gcp:{kind}", "props": props, "refs": refs or {}}


VPC = aws("ec2/vpc:Vpc", tags=UK, id="vpc-1", cidrBlock="10.0.0.0/16")
BUCKET = aws("s3/bucket:Bucket", tags=UK, bucket="users", arn="arn:aws:s3:::users", id="users")
TABLE = aws("dynamodb/table:Table", tags=UK, name="users", arn="arn:aws:dynamodb:eu-west-2:1:table/users")
BALANCER = aws(
    "lb/loadBalancer:LoadBalancer", tags=UK, arn="arn:aws:elasticloadbalancing:eu-west-2:1:loadbalancer/n"
)
QUEUE = aws("sqs/queue:Queue", tags=UK, name="dead", arn="arn:aws:sqs:eu-west-2:1:dead")
MACHINE = gcp("compute/instance:Instance", labels=UK, zone="europe-west2-a", name="router")
NETWORK = gcp("compute/network:Network", name="net", id="projects/p/global/networks/net")
MACHINE_IN_NETWORK = gcp(
    "compute/instance:Instance", labels=UK, zone="europe-west2-b", network="net", refs={"network": ["n"]}
)
RULE = gcp(
    "compute/forwardingRule:ForwardingRule", labels=UK, region=LONDON_GCP, id="projects/p/forwardingRules/f"
)
TOPIC = gcp(
    "pubsub/topic:Topic",
    labels=UK,
    name="t",
    id="projects/p/topics/t",
    kmsKeyName=KEY_NAME,
    messageStoragePolicy={"allowedPersistenceRegions": [LONDON_GCP]},
)
DATASET = gcp(
    "bigquery/dataset:Dataset",
    labels=UK,
    datasetId="d",
    location=LONDON_GCP,
    defaultEncryptionConfiguration={"kmsKeyName": KEY_NAME},
)
FILES = gcp(
    "storage/bucket:Bucket",
    labels=UK,
    name="bkt-users",
    location=LONDON_GCP,
    encryption={"defaultKmsKeyName": KEY_NAME},
)
SERVICE = gcp(
    "cloudrunv2/service:Service",
    labels=UK,
    location=LONDON_GCP,
    name="scoring",
    uri="https://scoring-x.a.run.app",
)
DEPLOYED = gcp(
    "networksecurity/mirroringDeploymentGroup:MirroringDeploymentGroup",
    labels=UK,
    location="global",
    name="g",
    id="projects/p/groups/g",
)


def endpoint(**props: Any) -> State:
    """An endpoint beside private services of the stack: one British, one American."""
    service = "ec2/vpcEndpointService:VpcEndpointService"
    prefix = "com.amazonaws.vpce.eu-west-2.vpce-svc-"
    return {
        "v": VPC,
        "ours": aws(service, tags=UK, id="vpce-svc-1", serviceName=f"{prefix}1", name="s1"),
        "american": aws(service, tags=US, id="vpce-svc-2", serviceName=f"{prefix}2", name="s2"),
        "n": aws("vpclattice/serviceNetwork:ServiceNetwork", tags=UK, id="sn-1", arn=OWN_NETWORK),
        "x": aws(
            "ec2/vpcEndpoint:VpcEndpoint",
            refs={"vpcId": ["v"], "serviceName": _computed(props, "ours", "american")},
            tags=UK,
            vpcId="vpc-1",
            **props,
        ),
    }


def _computed(props: dict[str, Any], *names: str) -> list[str]:
    """A name that is not known yet is computed from nothing of the stack."""
    return [] if props.get("serviceName") == "<unknown>" else list(names)


def connecting(service_class: str) -> State:
    policy = gcp(
        "networkconnectivity/serviceConnectionPolicy:ServiceConnectionPolicy",
        labels=UK,
        location=LONDON_GCP,
        serviceClass=service_class,
        network="net",
    )
    return {"n": NETWORK, "ours": MACHINE_IN_NETWORK, "x": {**policy, "refs": {"network": ["n"]}}}


def brokers(cluster: str) -> State:
    ours = aws("msk/cluster:Cluster", tags=UK, arn="arn:aws:kafka:eu-west-2:1:cluster/ours/1")
    joined = aws(
        "msk/vpcConnection:VpcConnection",
        refs={"vpcId": ["v"], "targetClusterArn": ["k"]},
        tags=UK,
        vpcId="vpc-1",
        targetClusterArn=cluster,
    )
    return {"v": VPC, "k": ours, "x": joined}


def offered(**props: Any) -> State:
    arns = [BALANCER["props"]["arn"]]
    return {
        "b": BALANCER,
        "x": aws("ec2/vpcEndpointService:VpcEndpointService", tags=UK, networkLoadBalancerArns=arns, **props),
    }


def targeting(target: str) -> State:
    attachment = gcp(
        "compute/serviceAttachment:ServiceAttachment",
        refs={"targetService": ["f"]},
        targetService=RULE["props"]["id"],
        selfLink="https://www.googleapis.com/compute/v1/projects/p/regions/europe-west2/serviceAttachments/s",
    )
    rule = {**RULE, "props": {**RULE["props"], "target": target, "id": "projects/p/forwardingRules/x"}}
    return {"f": RULE, "s": attachment, "x": {**rule, "refs": {"target": ["s"]}}}


def attached(preference: str) -> State:
    service = gcp(
        "compute/serviceAttachment:ServiceAttachment",
        targetService=RULE["props"]["id"],
        connectionPreference=preference,
    )
    return {"f": RULE, "x": service}


def host(name: str) -> State:
    refs = {"fqdn": ["s"]}
    point = gcp("compute/regionNetworkEndpoint:RegionNetworkEndpoint", region=LONDON_GCP, fqdn=name, port=443)
    return {"s": SERVICE, "x": {**point, "refs": refs}}


def private(service: str) -> State:
    group = gcp(
        "compute/regionNetworkEndpointGroup:RegionNetworkEndpointGroup",
        region=LONDON_GCP,
        pscTargetService=service,
    )
    return {"b": FILES, "x": group}


def mirrored(group: str) -> State:
    mirror = gcp(
        "networksecurity/mirroringEndpointGroup:MirroringEndpointGroup",
        labels=UK,
        location="global",
        mirroringDeploymentGroup=group,
    )
    return {"g": DEPLOYED, "x": mirror}


def routed(whose: dict[str, str]) -> State:
    machine = {**MACHINE, "props": {**MACHINE["props"], "labels": whose}}
    route = gcp(
        "compute/route:Route",
        network="net",
        destRange="0.0.0.0/0",
        nextHopInstance="router",
        refs={"nextHopInstance": ["m"]},
    )
    return {
        "n": NETWORK,
        "ours": MACHINE_IN_NETWORK,
        "m": machine,
        "x": {**route, "refs": {"nextHopInstance": ["m"], "network": ["n"]}},
    }


def lattice(network: str) -> State:
    ours = aws(
        "vpclattice/serviceNetwork:ServiceNetwork",
        tags=UK,
        id="sn-1",
        arn="arn:aws:vpc-lattice:eu-west-2:1:sn-1",
    )
    joined = aws(
        "vpclattice/serviceNetworkVpcAssociation:ServiceNetworkVpcAssociation",
        tags=UK,
        vpcIdentifier="vpc-1",
        serviceNetworkIdentifier=network,
    )
    refs = {"vpcIdentifier": ["v"], "serviceNetworkIdentifier": ["n"]}
    return {"v": VPC, "n": ours, "x": {**joined, "refs": refs}}


def remote(url: str) -> State:
    routine = gcp(
        "bigquery/routine:Routine",
        refs={"datasetId": ["d"]},
        datasetId="d",
        definitionBody="",
        remoteFunctionOptions={"endpoint": url},
    )
    return {
        "d": DATASET,
        "s": SERVICE,
        "x": {**routine, "refs": {"datasetId": ["d"], "remoteFunctionOptions": ["s"]}},
    }


def inferred(region: str) -> State:
    at = f"projects/p/locations/{region}/endpoints/1"
    return {
        "x": {**TOPIC, "props": {**TOPIC["props"], "messageTransforms": [{"aiInference": {"endpoint": at}}]}}
    }


def corpus(**config: Any) -> State:
    return {
        "x": gcp(
            "vertex/aiRagCorpus:AiRagCorpus",
            region=LONDON_GCP,
            encryptionSpec={"kmsKeyName": KEY_NAME},
            vectorDbConfig=config,
        ),
        "k": gcp(
            "kms/cryptoKey:CryptoKey",
            labels=UK,
            id=KEY_NAME,
            name="k",
            keyRing=KEY_NAME.partition("/crypto")[0],
            rotationPeriod="7776000s",
        ),
    }


def machine(script: str) -> State:
    return {"x": aws("ec2/instance:Instance", tags=UK, ami="a", userData=f"#!/bin/sh\n{script}\n")}


def steps(url: str) -> State:
    text = f'{{"Resource":"arn:aws:states:::http:invoke","Parameters":{{"ApiEndpoint":"{url}"}}}}'
    return {
        "x": aws(
            "sfn/stateMachine:StateMachine",
            tags=UK,
            name="s",
            definition=text,
            encryptionConfiguration={"kmsKeyId": KEY_ARN},
        )
    }


def logging_to(options: str) -> State:
    text = f'[{{"logConfiguration":{{"logDriver":"awsfirelens","options":{{{options}}}}}}}]'
    return {"x": aws("ecs/taskDefinition:TaskDefinition", tags=UK, family="f", containerDefinitions=text)}


def dead_letters(whose: dict[str, str], arn: str = QUEUE["props"]["arn"]) -> State:
    policy = f'{{"deadLetterTargetArn":"{arn}","maxReceiveCount":3}}'
    dead = {**QUEUE, "props": {**QUEUE["props"], "tags": whose}}
    return {"d": dead, "x": aws("sqs/queue:Queue", tags=UK, name="q", redrivePolicy=policy)}


def nobodys(region: str, text: str) -> State:
    code = aws(
        "lambda/function:Function", region, tags=NOBODY, name="f", environment={"variables": {"FROM": text}}
    )
    return {"t": TABLE, "b": BUCKET, "x": code}


def nobodys_gcp(region: str, **props: Any) -> State:
    return {
        "b": FILES,
        "x": gcp("cloudfunctionsv2/function:Function", labels=NOBODY, location=region, name="f", **props),
    }


def of_files(bucket: str) -> State:
    far = gcp("bigquery/dataset:Dataset", labels=NOBODY, datasetId="far", location="US")
    table = gcp(
        "bigquery/table:Table",
        labels=NOBODY,
        datasetId="far",
        externalDataConfiguration={"sourceUris": [f"gs://{bucket}/*.csv"]},
    )
    return {
        "b": FILES,
        "far": far,
        "public": gcp("storage/bucket:Bucket", labels=NOBODY, name="rates", location="US"),
        "x": table,
    }


def uploads(folder: str) -> State:
    server = aws("transfer/server:Server", VIRGINIA, tags=NOBODY, id="s-1")
    site = aws("s3/bucket:Bucket", VIRGINIA, tags=NOBODY, bucket="site", id="site")
    return {
        "b": BUCKET,
        "site": site,
        "s": server,
        "x": aws("transfer/user:User", VIRGINIA, tags=NOBODY, serverId="s-1", homeDirectory=folder),
    }


OTHER = "arn:aws:vpc-lattice:eu-west-2:999:servicenetwork/sn"
OUTSIDE = [
    aws(
        "directconnect/hostedPrivateVirtualInterfaceAccepter:HostedPrivateVirtualInterfaceAccepter",
        tags=UK,
        virtualInterfaceId="v",
    ),
    aws("directconnect/hostedTransitVirtualInterface:HostedTransitVirtualInterface", ownerAccountId="999"),
    gcp("networkconnectivity/transport:Transport", labels=UK, region=LONDON_GCP, network="net"),
    gcp("compute/wireGroup:WireGroup", crossSiteNetwork="c"),
]
