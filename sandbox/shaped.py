"""Computed outputs whose shape depends on the inputs: zones of subnets, proofs that a domain is one's own."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from ipaddress import ip_network
from typing import Any, Final

from jurisdictions import locate
from sandbox.outputs import Maker, Place
from sandbox.state import State, plain_name

CONNECTION: Final = "aws:ec2/vpnConnection:VpnConnection"
TRANSIT: Final = "aws:ec2transitgateway/transitGateway:TransitGateway"
PEERING: Final = "aws:ec2transitgateway/peeringAttachment:PeeringAttachment"
EXTERNAL: Final = "gcp:compute/externalVpnGateway:ExternalVpnGateway"
DEFAULT_ASN: Final = 64512
HOLD_SECONDS: Final = 30
Outputs = Mapping[str, Any]


def shaped(type_: str, outputs: Outputs, maker: Maker) -> dict[str, Any]:
    """What the catalogue's templates cannot express for a resource of this type; mostly nothing."""
    make = SHAPES.get(type_)
    return make(outputs, maker) if make else {}


def _word(*parts: str) -> str:
    return hashlib.sha256("|".join(parts).encode()).hexdigest()


def _certificate(outputs: Outputs, maker: Maker) -> dict[str, Any]:
    """One CNAME a domain, the same in every region of an account: ACM derives it from these two alone."""
    names = dict.fromkeys([outputs["domainName"], *(outputs.get("subjectAlternativeNames") or [])])
    return {"domainValidationOptions": [_proof(name, maker.place) for name in names]}


def _proof(name: str, place: Place) -> dict[str, str]:
    domain = name.removeprefix("*.")
    word = _word(place.account, domain)
    return {
        "domainName": name,
        "resourceRecordName": f"_{word[:32]}.{domain}.",
        "resourceRecordType": "CNAME",
        "resourceRecordValue": f"_{word[32:]}.acm-validations.aws.",
    }


def _authorization(outputs: Outputs, maker: Maker) -> dict[str, Any]:
    """A record under a fixed name, or under one of the project: then each location has its own (assumed)."""
    location, domain = str(outputs.get("location") or "global"), str(outputs["domain"])
    kind = outputs.get("type") or ("FIXED_RECORD" if location == "global" else "PER_PROJECT_RECORD")
    word = _word(maker.place.project, location, domain)
    name = "_acme-challenge" + (f"_{word[:16]}" if kind == "PER_PROJECT_RECORD" else "")
    data = f"{maker.made('uuid')}.{maker.made('digits', 2)}.authorize.certificatemanager.goog."
    return {"dnsResourceRecords": [{"name": f"{name}.{domain}.", "type": "CNAME", "data": data}]}


def _connection(outputs: Outputs, maker: Maker) -> dict[str, Any]:
    """Of each tunnel's range AWS takes the first address, and an outside address that nobody else has."""
    made: dict[str, Any] = {}
    for number in (1, 2):
        inside = outputs.get(f"tunnel{number}InsideCidr")
        word = bytes.fromhex(_word(maker.seed, str(number)))
        made[f"tunnel{number}Address"] = f"203.0.{word[0]}.{word[1] or 1}"
        made[f"tunnel{number}BgpHoldtime"] = HOLD_SECONDS
        if inside:
            theirs, ours = ip_network(inside).hosts()
            made[f"tunnel{number}VgwInsideAddress"] = str(theirs)
            made[f"tunnel{number}CgwInsideAddress"] = str(ours)
    if outputs.get("presharedKeyStorage") == "SecretsManager":
        arn = f"arn:aws:secretsmanager:{maker.place.region}:{maker.place.account}:secret:"
        made["presharedKeyArn"] = f"{arn}s2svpn!{_word(maker.seed)[:12]}"
    return made


def _linked_connection(outputs: Outputs, state: State) -> dict[str, Any]:
    """The BGP number of its gateway, which is AWS's own where the gateway was given none."""
    gateways = state.named(TRANSIT, str(outputs.get("transitGatewayId")))
    asn = next((g.get("amazonSideAsn") for g in gateways), None) or DEFAULT_ASN
    return {f"tunnel{number}BgpAsn": str(int(asn)) for number in (1, 2)}


def _accepter(outputs: Outputs, state: State) -> dict[str, Any]:
    """Seen from the accepter, the requester is the peer."""
    for made in state.named(PEERING, str(outputs.get("transitGatewayAttachmentId"))):
        return {
            "transitGatewayId": made.get("peerTransitGatewayId"),
            "peerTransitGatewayId": made.get("transitGatewayId"),
            "peerRegion": made.get("region"),
            "peerAccountId": made.get("peerAccountId"),
        }
    return {}


def _tunnel(outputs: Outputs, state: State) -> dict[str, Any]:
    """The address it leads to: that of the other gateway's interface."""
    wanted = int(outputs.get("peerExternalGatewayInterface") or 0)
    for gateway in state.named(EXTERNAL, plain_name(str(outputs.get("peerExternalGateway")))):
        for interface in gateway.get("interfaces") or ():
            if int(interface.get("id") or 0) == wanted:
                return {"peerIp": interface.get("ipAddress")}
    return {}


def linked(type_: str, outputs: Outputs, state: State) -> dict[str, Any]:
    """What a resource of this type tells of another that it refers to; mostly nothing."""
    make = LINKED.get(type_)
    return make(outputs, state) if make else {}


def _subnet(outputs: Outputs, maker: Maker) -> dict[str, Any]:
    """Both names of its zone: zone a is the first zone id of the region, and so on."""
    zone = str(
        outputs.get("availabilityZoneId") or outputs.get("availabilityZone") or maker.place.region + "a"
    )
    place = locate("aws", zone)
    if place is None:
        return {}
    index = place.zones.index(zone) if zone in place.zones else max("abcdef".find(zone[-1]), 0)
    zone_id = place.zones[index % len(place.zones)]
    return {"availabilityZone": place.name + "abcdef"[index], "availabilityZoneId": zone_id}


def _replication_group(outputs: Outputs, maker: Maker) -> dict[str, Any]:  # noqa: ARG001  (as all shapes)
    """A member of a global datastore has what the datastore has."""
    if not outputs.get("globalReplicationGroupId"):
        return {}
    return {
        "transitEncryptionEnabled": True,
        "transitEncryptionMode": "required",
        "atRestEncryptionEnabled": True,
    }


def _instance(outputs: Outputs, maker: Maker) -> dict[str, Any]:
    """An endpoint of discovery and one of reading in each network, and the authority that signs for them."""
    word = _word(maker.place.project, str(outputs["location"]), str(outputs["instanceId"]))
    given = outputs.get("desiredAutoCreatedEndpoints") or []
    kinds = ("CONNECTION_TYPE_DISCOVERY", "CONNECTION_TYPE_PRIMARY")
    connections = [
        {
            "pscAutoConnection": {
                **wanted,
                "connectionType": kind,
                "ipAddress": _published(word, n),
                "port": 6379,
            }
        }
        for wanted in given
        for n, kind in enumerate(kinds)
    ]
    found: dict[str, Any] = {"endpoints": [{"connections": connections}]}
    if outputs.get("transitEncryptionMode") == "SERVER_AUTHENTICATION":
        pem = f"-----BEGIN CERTIFICATE-----\n{word}\n-----END CERTIFICATE-----\n"
        found["managedServerCas"] = [{"caCerts": [{"certificates": [pem]}]}]
    return found


def _published(word: str, number: int) -> str:
    return f"10.{int(word[:2], 16)}.{int(word[2:4], 16)}.{number + 2}"


def _agent(outputs: Outputs, maker: Maker) -> dict[str, Any]:
    """The agent of Cloud SQL is not called like its API, sqladmin."""
    if outputs.get("service") != "sqladmin.googleapis.com":
        return {}
    email = f"service-{maker.place.number}@gcp-sa-cloud-sql.iam.gserviceaccount.com"
    return {"email": email, "member": f"serviceAccount:{email}"}


def _address(outputs: Outputs, maker: Maker) -> dict[str, Any]:
    """An internal address is a private one, where none is asked for."""
    if outputs.get("addressType") != "INTERNAL" or maker.values.get("address"):
        return {}
    return {"address": _private(maker)}


def _interface(outputs: Outputs, maker: Maker) -> dict[str, Any]:
    return {"privateIp": outputs.get("privateIp") or _private(maker)}


def _private(maker: Maker) -> str:
    """A private address, of its own for each resource."""
    made = bytes.fromhex(maker.made("hex", 6))
    return ".".join(map(str, (10, *made)))


SHAPES = {
    "aws:acm/certificate:Certificate": _certificate,
    "aws:ec2/networkInterface:NetworkInterface": _interface,
    "aws:ec2/subnet:Subnet": _subnet,
    "aws:elasticache/replicationGroup:ReplicationGroup": _replication_group,
    CONNECTION: _connection,
    "gcp:compute/address:Address": _address,
    "gcp:certificatemanager/dnsAuthorization:DnsAuthorization": _authorization,
    "gcp:memorystore/instance:Instance": _instance,
    "gcp:projects/serviceIdentity:ServiceIdentity": _agent,
}
LINKED = {
    "gcp:compute/vPNTunnel:VPNTunnel": _tunnel,
    CONNECTION: _linked_connection,
    "aws:ec2transitgateway/peeringAttachmentAccepter:PeeringAttachmentAccepter": _accepter,
}
