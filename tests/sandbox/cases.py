"""Inputs that keep and that break each rule of the clouds, by rule id."""

from __future__ import annotations

from tests.sandbox.shapes import (
    PROJECT,
    Case,
    Inputs,
    There,
    crypto_key,
    google,
    london,
    names,
)

CLUSTER = "aws:rds/cluster:Cluster"
INSTANCE = "aws:rds/clusterInstance:ClusterInstance"
GLOBAL = "aws:rds/globalCluster:GlobalCluster"
GROUP = "aws:rds/subnetGroup:SubnetGroup"
SUBNET = "aws:ec2/subnet:Subnet"
VPC = "aws:ec2/vpc:Vpc"
KEY = "aws:kms/key:Key"
TABLE = "aws:dynamodb/table:Table"
BALANCER = "aws:lb/loadBalancer:LoadBalancer"
TARGETS = "aws:lb/targetGroup:TargetGroup"
LOGS = "aws:cloudwatch/logGroup:LogGroup"
ENDPOINTS = "aws:globalaccelerator/endpointGroup:EndpointGroup"
RECORD = "aws:route53/record:Record"
REPLICATION = "aws:s3/bucketReplicationConfig:BucketReplicationConfig"
BUCKET = "aws:s3/bucket:Bucket"
SPANNER = "gcp:spanner/instance:Instance"
DATABASE = "gcp:spanner/database:Database"
SUBNETWORK = "gcp:compute/subnetwork:Subnetwork"
NETWORK = "gcp:compute/network:Network"
FORWARDING = "gcp:compute/forwardingRule:ForwardingRule"
GCS = "gcp:storage/bucket:Bucket"
RING = "gcp:kms/keyRing:KeyRing"
CRYPTO_KEY = "gcp:kms/cryptoKey:CryptoKey"


CACHE = "aws:elasticache/replicationGroup:ReplicationGroup"
DATASTORE = "aws:elasticache/globalReplicationGroup:GlobalReplicationGroup"
CACHE_SUBNETS = "aws:elasticache/subnetGroup:SubnetGroup"
CACHE_PARAMETERS = "aws:elasticache/parameterGroup:ParameterGroup"
CACHE_USER = "aws:elasticache/user:User"
CACHE_USERS = "aws:elasticache/userGroup:UserGroup"
MEMORYSTORE = "gcp:memorystore/instance:Instance"
CONNECTIONS = "gcp:networkconnectivity/serviceConnectionPolicy:ServiceConnectionPolicy"


ZONES = tuple(
    london(
        SUBNET,
        f"subnet-{zone}",
        vpcId="vpc-1",
        cidrBlock=f"10.0.{zone * 16}.0/20",
        availabilityZoneId=f"euw2-az{zone % 2 + 1}",
    )
    for zone in range(3)
)
GLOBAL_THERE = london(
    GLOBAL, "acme", globalClusterIdentifier="acme", engine="aurora-postgresql", engineVersion="17.7"
)
PRIMARY = london(CLUSTER, "acme-1", clusterIdentifier="acme-1", globalClusterIdentifier="acme")
WRITER = london(INSTANCE, "acme-1-1", clusterIdentifier="acme-1")
SECONDARY: Inputs = {
    "region": "eu-west-1",
    "globalClusterIdentifier": "acme",
    "storageEncrypted": True,
    "kmsKeyId": "k",
}
MASTER: Inputs = {"masterUsername": "domicile", "masterPassword": "correct-horse"}
PROXY = google(
    SUBNETWORK,
    "p",
    network="projects/acme-prod/global/networks/n",
    region="europe-west2",
    purpose="REGIONAL_MANAGED_PROXY",
    ipCidrRange="10.9.0.0/24",
)
NET = "projects/acme-prod/global/networks/n"
STRONG = {"consistencyMode": "STRONG"}
POLICY = google(CONNECTIONS, "policy", location="europe-west2", network=NET, serviceClass="gcp-memorystore")


def follows(name: str) -> Inputs:
    """What a secondary of Memorystore says."""
    role = {"instanceRole": "SECONDARY", "primaryInstance": {"instance": name}}
    return {"crossInstanceReplicationConfig": role}


MACHINE, INTERFACE, VOLUME = (
    "aws:ec2/instance:Instance",
    "aws:ec2/networkInterface:NetworkInterface",
    "aws:ebs/volume:Volume",
)
ATTACHMENT = "aws:ec2/volumeAttachment:VolumeAttachment"
GCE, SECRET = "gcp:compute/instance:Instance", "gcp:secretmanager/secret:Secret"
FIREWALL_RULE = "gcp:compute/networkFirewallPolicyRule:NetworkFirewallPolicyRule"
RUNNING = (
    london(SUBNET, "subnet-a", availabilityZone="eu-west-2a"),
    london(INTERFACE, "eni-1", subnetId="subnet-a"),
    london(MACHINE, "i-1", primaryNetworkInterface={"networkInterfaceId": "eni-1"}),
    london(VOLUME, "vol-a", availabilityZone="eu-west-2a"),
    london(VOLUME, "vol-b", availabilityZone="eu-west-2b"),
    london(ATTACHMENT, "vai-1", volumeId="vol-used", instanceId="i-0"),
)


def _disk(zone: str, name: str = "d") -> str:
    return f"projects/{PROJECT}/zones/{zone}/disks/{name}"


def _gce(address: str, disk: str) -> Inputs:
    return {
        "zone": "europe-west2-a",
        "attachedDisks": [{"source": disk}],
        "networkInterfaces": [{"subnetwork": "s", "networkIp": address}],
    }


def _replica(location: str) -> Inputs:
    encryption = {"kmsKeyName": crypto_key(location)}
    replica = {"location": "europe-west2", "customerManagedEncryption": encryption}
    return {"replication": {"userManaged": {"replicas": [replica]}}}


GCE_THERE = google(GCE, "vm-1", **_gce("10.0.0.1", _disk("europe-west2-a", "used")))

CASES: dict[str, list[Case]] = {
    "user-data-size": [Case(MACHINE, {"userData": "#!/bin/sh"}, {"userData": "x" * 16_385})],
    "primary-interface": [
        Case(
            MACHINE,
            {"primaryNetworkInterface": {"networkInterfaceId": "eni-1"}},
            {"primaryNetworkInterface": {"networkInterfaceId": "eni-1"}, "subnetId": "subnet-1"},
        )
    ],
    "gp3-volume": [
        Case(VOLUME, {"type": "gp3", "size": 100, "iops": 4000, "throughput": 240}, {"type": "gp3"} | wrong)
        for wrong in ({"iops": 100}, {"size": 10, "iops": 6000}, {"iops": 3000, "throughput": 1000})
    ],
    "interface-in-use": [
        Case(
            MACHINE,
            {"primaryNetworkInterface": {"networkInterfaceId": "eni-2"}},
            {"primaryNetworkInterface": {"networkInterfaceId": "eni-1"}},
            RUNNING,
        )
    ],
    "volume-in-use": [
        Case(
            ATTACHMENT,
            {"volumeId": "vol-a", "instanceId": "i-1"},
            {"volumeId": "vol-used", "instanceId": "i-1"},
            RUNNING,
        )
    ],
    "volume-zone": [
        Case(
            ATTACHMENT,
            {"volumeId": "vol-a", "instanceId": "i-1"},
            {"volumeId": "vol-b", "instanceId": "i-1"},
            RUNNING,
        )
    ],
    "service-account-id": names(
        "gcp:serviceaccount/account:Account", "accountId", "acme-uk", "acme", "a" * 31, "1acme", "acme-"
    ),
    "secret-id": names(SECRET, "secretId", "acme_uk-1", "acme/uk", "a" * 256),
    "disk-zone": [
        Case(GCE, _gce("10.0.0.2", _disk("europe-west2-a")), _gce("10.0.0.2", _disk("europe-west2-b")))
    ],
    "secret-replica-key": [Case(SECRET, _replica("europe-west2"), _replica("europe-west1"))],
    "disk-in-use": [
        Case(
            GCE,
            _gce("10.0.0.2", _disk("europe-west2-a")),
            _gce("10.0.0.2", _disk("europe-west2-a", "used")),
            (GCE_THERE,),
        )
    ],
    "address-in-use": [
        Case(
            GCE,
            _gce("10.0.0.2", _disk("europe-west2-a")),
            _gce("10.0.0.1", _disk("europe-west2-a")),
            (GCE_THERE,),
        )
    ],
    "firewall-priority": [
        Case(
            FIREWALL_RULE,
            {"firewallPolicy": "p", "priority": 101},
            {"firewallPolicy": "p", "priority": 100},
            (google(FIREWALL_RULE, "p/100", firewallPolicy="p", priority=100, ruleName="members"),),
        )
    ],
    "rds-cluster-name": names(
        CLUSTER, "clusterIdentifier", "acme-1", "1acme", "acme-", "ac--me", "Acme", "a" * 64
    ),
    "rds-instance-name": names(INSTANCE, "identifier", "acme-1", "acme_1", "-acme"),
    "rds-global-name": names(GLOBAL, "globalClusterIdentifier", "acme-g", "1acme", "a b"),
    "rds-database-name": names(CLUSTER, "databaseName", "app_1", "app-1", "1app"),
    "rds-master-name": names(CLUSTER, "masterUsername", "domicile", "admin", "a" * 17, "a-b"),
    "rds-master-password": names(
        CLUSTER, "masterPassword", "correct-horse", "short", "has/slash12", "x" * 42
    ),
    "s3-bucket-name": names(
        BUCKET, "bucket", "acme.prod-b", "ab", "Acme", "acme_b", "192.168.0.1", "xn--acme", "a..b"
    ),
    "dynamodb-table-name": names(TABLE, "name", "acme.t_1-x", "ab", "a b c"),
    "alb-name": names(BALANCER, "name", "acme-uk", "internal-uk", "a" * 33, "acme-", "acme_uk"),
    "security-group-name": names(
        "aws:ec2/securityGroup:SecurityGroup", "name", "acme-uk sg-1", "sg-uk", "default", "a" * 256, "a%b"
    ),
    "target-group-name": names(TARGETS, "name", "acme-uk", "a" * 33, "-acme"),
    "iam-role-name": names("aws:iam/role:Role", "name", "acme_r@x", "a" * 65, "a/b"),
    "kms-alias-name": names("aws:kms/alias:Alias", "name", "alias/acme", "acme", "alias/aws/x"),
    "log-group-name": names(LOGS, "name", "/acme/flow#1", "acme flow", "a" * 513),
    "subnet-group-name": names(GROUP, "name", "acme-1", "default", "ACME"),
    "kms-deletion-window": [Case(KEY, {"deletionWindowInDays": 7}, {"deletionWindowInDays": 6})],
    "kms-rotation-period": [Case(KEY, {"rotationPeriodInDays": 90}, {"rotationPeriodInDays": 30})],
    "log-retention": [Case(LOGS, {"retentionInDays": 30}, {"retentionInDays": 31})],
    "rds-backup-days": [Case(CLUSTER, {"backupRetentionPeriod": 35}, {"backupRetentionPeriod": 36})],
    "rds-insights-days": [
        Case(INSTANCE, {"performanceInsightsRetentionPeriod": 31}, {"performanceInsightsRetentionPeriod": 30})
    ],
    "rds-serverless-capacity": [
        Case(
            CLUSTER,
            {"serverlessv2ScalingConfiguration": {"maxCapacity": 8}},
            {"serverlessv2ScalingConfiguration": {"maxCapacity": 512}},
        )
    ],
    "dynamodb-recovery-days": [
        Case(
            TABLE,
            {"pointInTimeRecovery": {"enabled": True, "recoveryPeriodInDays": 35}},
            {"pointInTimeRecovery": {"enabled": True, "recoveryPeriodInDays": 90}},
        )
    ],
    "accelerator-dial": [Case(ENDPOINTS, {"trafficDialPercentage": 100}, {"trafficDialPercentage": 101})],
    "accelerator-interval": [
        Case(ENDPOINTS, {"healthCheckIntervalSeconds": 10}, {"healthCheckIntervalSeconds": 20})
    ],
    "vpc-block": [
        Case(VPC, {"cidrBlock": "10.0.0.0/16"}, {"cidrBlock": "10.0.0.0/15"}),
        Case(SUBNET, {"cidrBlock": "10.0.0.0/28"}, {"cidrBlock": "10.0.0.1/28"}),
    ],
    "rds-global-no-managed-password": [
        Case(
            CLUSTER,
            {"globalClusterIdentifier": "a"},
            {"globalClusterIdentifier": "a", "manageMasterUserPassword": True},
        )
    ],
    "rds-key-needs-encryption": [
        Case(CLUSTER, {"kmsKeyId": "k", "storageEncrypted": True}, {"kmsKeyId": "k"})
    ],
    "rds-final-snapshot": [
        Case(CLUSTER, {"skipFinalSnapshot": True}, {}),
        Case(CLUSTER, {"finalSnapshotIdentifier": "s"}, {}),
    ],
    "kms-rotation-enabled": [
        Case(KEY, {"rotationPeriodInDays": 90, "enableKeyRotation": True}, {"rotationPeriodInDays": 90})
    ],
    "subnet-one-zone": [
        Case(
            SUBNET,
            {"availabilityZone": "eu-west-2a"},
            {"availabilityZone": "eu-west-2a", "availabilityZoneId": "euw2-az1"},
        )
    ],
    "zone-in-region": [
        Case(SUBNET, {"availabilityZoneId": "euw2-az1"}, {"availabilityZoneId": "euw1-az1"}),
        Case(INSTANCE, {"availabilityZone": "eu-west-2a"}, {"availabilityZone": "eu-west-1a"}),
    ],
    "flow-log-subject": [
        Case("aws:ec2/flowLog:FlowLog", {"vpcId": "v"}, {"vpcId": "v", "subnetId": "s"}),
        Case("aws:ec2/flowLog:FlowLog", {"subnetId": "s"}, {}),
    ],
    "dynamodb-key-attributes": [
        Case(
            TABLE,
            {"hashKey": "k", "attributes": [{"name": "k", "type": "S"}]},
            {"hashKey": "k", "attributes": []},
        )
    ],
    "dynamodb-replicas": [
        Case(
            TABLE,
            {"streamEnabled": True, "replicas": [{"regionName": "eu-west-1"}]},
            {"streamEnabled": True, "replicas": [{"regionName": "eu-west-2"}]},
        ),
        Case(TABLE, {"replicas": []}, {"replicas": [{"regionName": "eu-west-1"}]}),
    ],
    "dynamodb-strong": [
        Case(
            TABLE,
            {"replicas": [{"regionName": "eu-west-1", **STRONG}, {"regionName": "eu-west-3", **STRONG}]},
            {"replicas": [{"regionName": "eu-west-1", **STRONG}]},
        ),
        Case(
            TABLE,
            {
                "replicas": [{"regionName": "eu-west-1", **STRONG}],
                "globalTableWitness": {"regionName": "eu-central-1"},
            },
            {
                "replicas": [{"regionName": "eu-west-1", **STRONG}],
                "globalTableWitness": {"regionName": "us-east-1"},
            },
        ),
    ],
    "cloudfront-certificate": [
        Case(
            "aws:cloudfront/distribution:Distribution",
            {"viewerCertificate": {"acmCertificateArn": "arn:aws:acm:us-east-1:1:certificate/c"}},
            {"viewerCertificate": {"acmCertificateArn": "arn:aws:acm:eu-west-2:1:certificate/c"}},
        )
    ],
    "endpoint-region": [
        Case(
            ENDPOINTS,
            {"endpointGroupRegion": "eu-west-2", "endpointConfigurations": [{"endpointId": arn}]},
            {"endpointGroupRegion": "eu-west-1", "endpointConfigurations": [{"endpointId": arn}]},
        )
        for arn in ["arn:aws:elasticloadbalancing:eu-west-2:1:loadbalancer/app/a/1"]
    ],
    "record-policy": [
        Case(
            RECORD,
            {"ttl": 60, "setIdentifier": "a", "weightedRoutingPolicies": [{"weight": 1}]},
            {"ttl": 60, "weightedRoutingPolicies": [{"weight": 1}]},
        ),
        Case(RECORD, {"aliases": [{"name": "x"}]}, {"aliases": [{"name": "x"}], "ttl": 60}),
        Case(RECORD, {"ttl": 60, "records": ["1"]}, {"records": ["1"]}),
    ],
    "subnet-fits": [
        Case(
            SUBNET,
            {"vpcId": "vpc-1", "cidrBlock": "10.0.64.0/20"},
            {"vpcId": "vpc-1", "cidrBlock": wrong},
            there=(london(VPC, "vpc-1", cidrBlock="10.0.0.0/16"), *ZONES),
        )
        for wrong in ("10.1.0.0/20", "10.0.8.0/21")
    ],
    "subnet-group-zones": [
        Case(
            GROUP,
            {"subnetIds": ["subnet-0", "subnet-1"]},
            {"subnetIds": ["subnet-0", "subnet-2"]},
            there=ZONES,
        )
    ],
    "alb-zones": [
        Case(BALANCER, {"subnets": ["subnet-0", "subnet-1"]}, {"subnets": wrong}, there=ZONES)
        for wrong in (["subnet-0"], ["subnet-0", "subnet-1", "subnet-2"])
    ],
    "alb-room": [
        Case(
            BALANCER,
            {"subnets": ["subnet-0", "subnet-wide"]},
            {"subnets": ["subnet-0", "subnet-narrow"]},
            there=(
                *ZONES,
                london(SUBNET, "subnet-wide", cidrBlock="10.0.64.0/27", availabilityZoneId="euw2-az2"),
                london(SUBNET, "subnet-narrow", cidrBlock="10.0.64.32/28", availabilityZoneId="euw2-az2"),
            ),
        )
    ],
    "rds-secondary": [
        Case(CLUSTER, SECONDARY, wrong, there=(PRIMARY, WRITER), region="eu-west-1")
        for wrong in (
            SECONDARY | MASTER,
            SECONDARY | {"databaseName": "app"},
            {k: v for k, v in SECONDARY.items() if k != "kmsKeyId"},
        )
    ],
    "rds-secondary-order": [
        Case(CLUSTER, {"globalClusterIdentifier": "other"}, SECONDARY, there=(PRIMARY,), region="eu-west-1")
    ],
    "rds-primary-master": [
        Case(CLUSTER, MASTER, {}),
        Case(CLUSTER, {"snapshotIdentifier": "s"}, {"masterUsername": "m"}),
    ],
    "rds-global-version": [
        Case(
            CLUSTER,
            SECONDARY | {"engineVersion": "17.7"},
            SECONDARY | {"engineVersion": "16.8"},
            there=(GLOBAL_THERE,),
        )
    ],
    "rds-global-class": [
        Case(
            INSTANCE,
            {"clusterIdentifier": "acme-1", "instanceClass": "db.r8g.large"},
            {"clusterIdentifier": "acme-1", "instanceClass": "db.t4g.medium"},
            there=(PRIMARY,),
        )
    ],
    "accelerator-one-group": [
        Case(
            ENDPOINTS,
            {"listenerArn": "l", "endpointGroupRegion": "eu-west-1"},
            {"listenerArn": "l", "endpointGroupRegion": "eu-west-2"},
            there=(There(ENDPOINTS, "e", {"listenerArn": "l", "endpointGroupRegion": "eu-west-2"}),),
        )
    ],
    "replication-versioned": [
        Case(
            REPLICATION,
            {"bucket": "a", "rules": [{"destination": {"bucket": "arn:aws:s3:::b"}}]},
            {"bucket": "a", "rules": [{"destination": {"bucket": "arn:aws:s3:::c"}}]},
            there=tuple(
                london(
                    "aws:s3/bucketVersioning:BucketVersioning",
                    name,
                    bucket=name,
                    versioningConfiguration={"status": "Enabled"},
                )
                for name in "ab"
            ),
        )
    ],
    "gce-name": names(NETWORK, "name", "acme-n", "Acme", "acme-", "1acme", "a" * 64),
    "spanner-instance-name": names(SPANNER, "name", "acme-i", "acme", "a" * 31, "Acme-instance"),
    "spanner-display-name": names(SPANNER, "displayName", "acme ledger", "abc", "a" * 31),
    "spanner-database-name": names(DATABASE, "name", "ledger", "l", "Ledger", "a" * 31),
    "gcs-bucket-name": names(GCS, "name", "acme_prod.b", "ab", "goog-b", "mygoogle", "Acme"),
    "kms-ring-name": names(RING, "name", "acme-uk", "acme uk", "a" * 64),
    "kms-key-name": names(CRYPTO_KEY, "name", "ledger", "a/b"),
    "service-account-name": names(
        "gcp:serviceaccount/account:Account", "accountId", "acme-app", "acme", "Acme-app"
    ),
    "log-bucket-name": names(
        "gcp:logging/projectBucketConfig:ProjectBucketConfig", "bucketId", "acme-uk", "a b"
    ),
    "kms-rotation": [
        Case(CRYPTO_KEY, {"rotationPeriod": "7776000s"}, {"rotationPeriod": wrong})
        for wrong in ("3600s", "90d")
    ],
    "kms-destroy-delay": [
        Case(CRYPTO_KEY, {"destroyScheduledDuration": "2592000s"}, {"destroyScheduledDuration": "3600s"})
    ],
    "subnetwork-range": [
        Case(SUBNETWORK, {"ipCidrRange": "10.0.0.0/20"}, {"ipCidrRange": w})
        for w in ("10.0.0.0/30", "10.0.0.1/20")
    ],
    "spanner-units": [
        Case(SPANNER, {"processingUnits": 300}, {"processingUnits": wrong}) for wrong in (50, 150, 1500)
    ],
    "spanner-capacity": [
        Case(SPANNER, {"processingUnits": 100}, {"processingUnits": 100, "numNodes": 1}),
        Case(SPANNER, {"instanceType": "FREE_INSTANCE"}, {}),
    ],
    "spanner-edition": [
        Case(
            SPANNER,
            {"config": "dual-region-germany1", "edition": "ENTERPRISE_PLUS"},
            {"config": "dual-region-germany1", "edition": "STANDARD"},
        ),
        Case(SPANNER, {"config": "regional-europe-west2"}, {"config": "eur3"}),
    ],
    "spanner-one-encryption": [
        Case(
            DATABASE,
            {"encryptionConfig": {"kmsKeyNames": ["k"]}},
            {"encryptionConfig": {"kmsKeyNames": ["k"], "kmsKeyName": "k"}},
        )
    ],
    "key-ring-location": [Case(RING, {"location": "europe-west2"}, {"location": "eu-west-2"})],
    "kms-rotation-purpose": [
        Case(
            CRYPTO_KEY,
            {"rotationPeriod": "7776000s"},
            {"rotationPeriod": "7776000s", "purpose": "ASYMMETRIC_SIGN"},
        )
    ],
    "proxy-subnetwork": [
        Case(
            SUBNETWORK,
            {"purpose": "REGIONAL_MANAGED_PROXY", "role": "ACTIVE", "ipCidrRange": "10.0.0.0/26"},
            wrong,
        )
        for wrong in (
            {"purpose": "REGIONAL_MANAGED_PROXY", "ipCidrRange": "10.0.0.0/26"},
            {"purpose": "REGIONAL_MANAGED_PROXY", "role": "ACTIVE", "ipCidrRange": "10.0.0.0/27"},
        )
    ],
    "gcs-key-location": [
        Case(
            GCS,
            {"location": "EUROPE-WEST2", "encryption": {"defaultKmsKeyName": crypto_key("europe-west2")}},
            {"location": "EUROPE-WEST2", "encryption": {"defaultKmsKeyName": crypto_key("europe-west3")}},
        )
    ],
    "log-key-location": [
        Case(
            "gcp:logging/projectBucketConfig:ProjectBucketConfig",
            {"location": "europe-west2", "cmekSettings": {"kmsKeyName": crypto_key("europe-west2")}},
            {"location": "europe-west2", "cmekSettings": {"kmsKeyName": crypto_key("global")}},
        )
    ],
    "subnetwork-overlap": [
        Case(
            SUBNETWORK,
            {"network": NET, "ipCidrRange": "10.1.0.0/20"},
            {"network": "n", "ipCidrRange": "10.9.0.0/26"},
            there=(PROXY,),
        )
    ],
    "subnetwork-grows": [
        Case(
            SUBNETWORK,
            {"network": NET, "ipCidrRange": "10.9.0.0/23"},
            {"network": NET, "ipCidrRange": "10.9.0.0/25"},
            there=(PROXY,),
            id="p",
        )
    ],
    "proxy-first": [
        Case(
            FORWARDING,
            {"loadBalancingScheme": "EXTERNAL_MANAGED", "network": NET},
            {"loadBalancingScheme": "EXTERNAL_MANAGED", "network": wrong},
            there=(PROXY,),
            region=region,
        )
        for wrong, region in (("other", "europe-west2"),)
    ],
    "spanner-display-name-once": [
        Case(
            SPANNER,
            {"displayName": "acme other"},
            {"displayName": "acme ledger"},
            there=(google(SPANNER, "acme-prod/i", displayName="acme ledger"),),
        )
    ],
    "spanner-keys": [
        Case(
            DATABASE,
            {"instance": "acme-l", "encryptionConfig": {"kmsKeyNames": [crypto_key(r) for r in regions]}},
            {
                "instance": "acme-l",
                "encryptionConfig": {"kmsKeyNames": [crypto_key(r) for r in regions[:-1]]},
            },
            there=(google(SPANNER, "acme-prod/acme-l", name="acme-l", config=config),),
        )
        for config, regions in (
            ("eur3", ("europe-west1", "europe-west4", "europe-north1")),
            ("dual-region-germany1", ("europe-west10", "europe-west3")),
        )
    ],
    "cache-group-name": names(
        CACHE, "replicationGroupId", "acme-carts", "1acme", "acme-", "ac--me", "a_b", "a" * 41
    ),
    "cache-user-name": names(CACHE_USER, "userId", "acme-app", "1app", "app_1"),
    "cache-snapshot-days": [Case(CACHE, {"snapshotRetentionLimit": 35}, {"snapshotRetentionLimit": 36})],
    "cache-failover": [
        Case(
            CACHE,
            {"multiAzEnabled": True, "automaticFailoverEnabled": True, "replicasPerNodeGroup": 1},
            wrong,
        )
        for wrong in (
            {"multiAzEnabled": True, "replicasPerNodeGroup": 1},
            {"automaticFailoverEnabled": True, "replicasPerNodeGroup": 0},
            {"automaticFailoverEnabled": True, "numCacheClusters": 1},
        )
    ],
    "cache-global-member": [
        Case(CACHE, {"globalReplicationGroupId": "g"}, {"globalReplicationGroupId": "g", name: given})
        for name, given in (("numNodeGroups", 1), ("engine", "valkey"), ("transitEncryptionEnabled", True))
    ],
    "cache-one-way-in": [
        Case(CACHE, {"userGroupIds": ["u"]}, {"userGroupIds": ["u"], "authToken": "a-long-secret-word"})
    ],
    "cache-users-need-tls": [
        Case(CACHE, {"userGroupIds": ["u"], **safe}, {"userGroupIds": ["u"]})
        for safe in ({"transitEncryptionEnabled": True}, {"globalReplicationGroupId": "g"})
    ],
    "cache-valkey-says-tls": [
        Case(CACHE, {"engine": "valkey", "transitEncryptionEnabled": True}, {"engine": "valkey"})
    ],
    "cache-iam-user": [
        Case(
            CACHE_USER,
            {"userId": "app", "userName": "app", "authenticationMode": {"type": "iam"}},
            {"userId": "app", "userName": "other", "authenticationMode": {"type": "iam"}},
        )
    ],
    "cache-users-sign-in": [
        Case(
            CACHE_USERS,
            {"region": "eu-west-2", "engine": "valkey", "userIds": ["app"]},
            {"region": "eu-west-2", "engine": "valkey", "userIds": ["open"]},
            there=(
                london(CACHE_USER, "app", userId="app", authenticationMode={"type": "iam"}),
                london(CACHE_USER, "open", userId="open", noPasswordRequired=True),
            ),
        )
    ],
    "cache-global-nodes": [
        Case(
            DATASTORE,
            {"region": "eu-west-2", "primaryReplicationGroupId": "large"},
            {"region": "eu-west-2", "primaryReplicationGroupId": "small"},
            there=(
                london(CACHE, "large", nodeType="cache.m7g.large"),
                london(CACHE, "small", nodeType="cache.t4g.medium"),
            ),
        )
    ],
    "cache-zones": [
        Case(
            CACHE,
            {"region": "eu-west-2", "multiAzEnabled": True, "subnetGroupName": "two"},
            {"region": "eu-west-2", "multiAzEnabled": True, "subnetGroupName": "one"},
            there=(
                *ZONES,
                london(CACHE_SUBNETS, "two", subnetIds=["subnet-0", "subnet-1"]),
                london(CACHE_SUBNETS, "one", subnetIds=["subnet-0", "subnet-2"]),
            ),
        )
    ],
    "cache-parameters": [
        Case(
            CACHE,
            {"region": "eu-west-2", "engine": "valkey", "engineVersion": "8.0", **shape},
            {"region": "eu-west-2", "engine": "valkey", "engineVersion": "8.0", "numNodeGroups": 1, **wrong},
            there=(
                london(
                    CACHE_PARAMETERS,
                    "eight",
                    family="valkey8",
                    parameters=[{"name": "cluster-enabled", "value": "yes"}],
                ),
                london(CACHE_PARAMETERS, "alone", family="valkey8", parameters=[]),
                london(CACHE_PARAMETERS, "seven", family="valkey7"),
            ),
        )
        for shape, wrong in (
            ({"numNodeGroups": 1, "parameterGroupName": "eight"}, {"parameterGroupName": "alone"}),
            ({"parameterGroupName": "alone"}, {"parameterGroupName": "seven"}),
        )
    ],
    "memorystore-name": names(
        MEMORYSTORE, "instanceId", "acme-carts", "Acme-carts", "acme-", "abc", "a" * 64
    ),
    "memorystore-node": [Case(MEMORYSTORE, {"nodeType": "STANDARD_SMALL"}, {"nodeType": "standard-small"})],
    "memorystore-replicas": [Case(MEMORYSTORE, {"replicaCount": 2}, {"replicaCount": 6})],
    "memorystore-eviction": [
        Case(
            MEMORYSTORE,
            {"engineConfigs": {"maxmemory-policy": "allkeys-lru"}},
            {"engineConfigs": {"maxmemory-policy": "all"}},
        )
    ],
    "memorystore-shards": [
        Case(
            MEMORYSTORE,
            {"mode": "CLUSTER", "shardCount": 2},
            {"mode": "CLUSTER_DISABLED", "shardCount": 2},
        )
    ],
    "memorystore-key": [
        Case(
            MEMORYSTORE,
            {"location": "europe-west2", "kmsKey": crypto_key("europe-west2")},
            {"location": "europe-west2", "kmsKey": crypto_key("europe-west3")},
        )
    ],
    "memorystore-roles": [
        Case(MEMORYSTORE, {"crossInstanceReplicationConfig": good}, {"crossInstanceReplicationConfig": bad})
        for good, bad in (
            (
                {"instanceRole": "SECONDARY", "primaryInstance": {"instance": "i"}},
                {"instanceRole": "PRIMARY", "primaryInstance": {"instance": "i"}},
            ),
            (
                {"instanceRole": "PRIMARY", "secondaryInstances": [{"instance": "i"}]},
                {"instanceRole": "SECONDARY", "secondaryInstances": [{"instance": "i"}]},
            ),
        )
    ],
    "memorystore-followed": [
        Case(
            MEMORYSTORE,
            {"location": "europe-west3", "shardCount": 2, **follows("berlin")},
            wrong,
            there=(google(MEMORYSTORE, "berlin", location="europe-west10", shardCount=2),),
        )
        for wrong in (
            {"location": "europe-west10", "shardCount": 2, **follows("berlin")},
            {"location": "europe-west3", "shardCount": 1, **follows("berlin")},
            {"location": "europe-west3", "shardCount": 2, **follows("nobody")},
        )
    ],
    "memorystore-published": [
        Case(
            MEMORYSTORE,
            {"location": "europe-west2", "desiredAutoCreatedEndpoints": [{"network": NET}]},
            {"location": where, "desiredAutoCreatedEndpoints": [{"network": net}]},
            there=(POLICY,),
        )
        for where, net in (("europe-west3", NET), ("europe-west2", f"{NET}-other"))
    ],
    "connection-policy-once": [
        Case(
            CONNECTIONS,
            {"location": "europe-west3", "network": NET, "serviceClass": "gcp-memorystore"},
            {"location": "europe-west2", "network": NET, "serviceClass": "gcp-memorystore"},
            there=(POLICY,),
        )
    ],
    "connection-policy-subnets": [
        Case(
            CONNECTIONS,
            {"location": "europe-west2", "pscConfig": {"subnetworks": ["p"]}},
            {"location": "europe-west3", "pscConfig": {"subnetworks": ["p"]}},
            there=(PROXY,),
        )
    ],
}
