"""The AWS side of a VPN between the clouds: two connections of two tunnels each, on the transit gateway.

One proposal per role and no older one: IKEv2, AES-256-GCM, SHA-384, group 20. Both clouds have them all, and
Google advises a single choice, so that a new key never means another cipher (Cloud VPN, "Supported IKE
ciphers"; Site-to-Site VPN guide, "Tunnel options"). AWS's tunnels do neither BFD nor MD5 for BGP: dead peers
are detected by IKE and by BGP itself.
"""

from __future__ import annotations

from typing import Any

import pulumi
import pulumi_aws as aws
import pulumi_random as random

from components.aws.component import AwsComponent
from components.aws.transit import TransitHandle, associate
from components.base import Context, Placed
from components.handles import GatewayHandle, LogsHandle, TunnelHandle
from jurisdictions.model import Aspect
from plan import model as planned
from plan import names

SECRET_LENGTH = 47
"""With the letter before them 48 characters: AWS takes 8 to 64, of which the first is no zero."""
ENCRYPTION, INTEGRITY, GROUP = "AES256-GCM-16", "SHA2-384", 20
DPD_SECONDS = 30
"""The shortest there is (EC2 API, ``TunnelOptions``)."""
ALARM_SECONDS, ALARM_PERIODS = 60, 5


class Connections(AwsComponent):
    """Declares customer gateways, secrets, connections, their routes, and an alarm for tunnels that are down.

    ``gateway`` is the other end, on Google Cloud; ``logs`` those of the network in the same place.
    """

    tunnels: dict[str, TunnelHandle]
    """By name of the planned tunnel."""

    def __init__(
        self,
        part: planned.Vpn,
        *,
        context: Context,
        transit: TransitHandle,
        gateway: GatewayHandle,
        logs: LogsHandle,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        places = {Aspect.PROCESSED: [part.aws_place, part.gcp_place], Aspect.LOGS: [part.logs.place]}
        beside: list[tuple[str, Placed]] = [
            (part.aws_place, transit),
            (part.aws_place, logs),
            (part.gcp_place, gateway),
        ]
        name = f"{part.name}-aws"
        super().__init__(
            "domicile:aws:Connections", part, context, opts, name=name, places=places, beside=beside
        )
        self.region = names.region(part.aws_place)
        self.tunnels = {}
        for connection in part.connections:
            self._connect(part, connection, transit, gateway, logs)
        self.register_outputs({})

    def _connect(
        self,
        part: planned.Vpn,
        connection: planned.Connection,
        transit: TransitHandle,
        gateway: GatewayHandle,
        logs: LogsHandle,
    ) -> None:
        customer = aws.ec2.CustomerGateway(
            f"{connection.name}-customer",
            type="ipsec.1",
            bgp_asn=str(part.gcp_asn),
            ip_address=gateway.addresses[connection.interface],
            region=self.region,
            tags=self.titled(f"{connection.name}-customer"),
            opts=self.child(),
        )
        secrets = [self._secret(tunnel) for tunnel in connection.tunnels]
        made = aws.ec2.VpnConnection(
            connection.name,
            type="ipsec.1",
            customer_gateway_id=customer.id,
            transit_gateway_id=transit.id,
            static_routes_only=False,
            tunnel_bandwidth="standard",
            tunnel_inside_ip_version="ipv4",
            outside_ip_address_type="PublicIpv4",
            preshared_key_storage="SecretsManager",
            region=self.region,
            tags=self.titled(connection.name),
            opts=self.child(),
            **_tunnel_options(connection, secrets, logs),
        )
        self._lead(connection, made, transit)
        self._alarm(connection, made)
        self._remember(part, connection, made, secrets)

    def _secret(self, tunnel: planned.Tunnel) -> pulumi.Output[str]:
        """Letters and digits, beginning with a letter. The same at both ends, and nowhere else in clear."""
        made = random.RandomPassword(
            f"{tunnel.name}-secret", length=SECRET_LENGTH, special=False, opts=self.child(of_cloud=False)
        )
        return pulumi.Output.secret(pulumi.Output.concat("k", made.result))

    def _lead(
        self, connection: planned.Connection, made: aws.ec2.VpnConnection, transit: TransitHandle
    ) -> None:
        """What comes in goes to the VPC; what BGP tells of the other end is known to what leaves the VPC."""
        attachment = made.transit_gateway_attachment_id
        associate(self, connection.name, self.region, table=transit.to_vpc, attachment=attachment)
        aws.ec2transitgateway.RouteTablePropagation(
            f"{connection.name}-propagation",
            transit_gateway_attachment_id=attachment,
            transit_gateway_route_table_id=transit.from_vpc,
            region=self.region,
            opts=self.child(),
        )

    def _alarm(self, connection: planned.Connection, made: aws.ec2.VpnConnection) -> None:
        """``TunnelState`` of a connection with BGP is the share of its tunnels that are up."""
        aws.cloudwatch.MetricAlarm(
            f"{connection.name}-down",
            name=self.physical(connection.name),
            alarm_description=f"A tunnel of {connection.name} is down",
            namespace="AWS/VPN",
            metric_name="TunnelState",
            dimensions={"VpnId": made.id},
            statistic="Minimum",
            comparison_operator="LessThanThreshold",
            threshold=1,
            period=ALARM_SECONDS,
            evaluation_periods=ALARM_PERIODS,
            treat_missing_data="breaching",
            region=self.region,
            tags=self.tags,
            opts=self.child(),
        )

    def physical(self, name: str) -> str:
        """Name of an alarm."""
        return names.physical(self.context.identity.prefix, name, "down", limit=255)

    def _remember(
        self,
        part: planned.Vpn,
        connection: planned.Connection,
        made: aws.ec2.VpnConnection,
        secrets: list[pulumi.Output[str]],
    ) -> None:
        for number, (tunnel, secret) in enumerate(zip(connection.tunnels, secrets, strict=True), start=1):
            self.tunnels[tunnel.name] = TunnelHandle(
                name=tunnel.name,
                place=part.aws_place,
                outside=getattr(made, f"tunnel{number}_address"),
                theirs=getattr(made, f"tunnel{number}_vgw_inside_address"),
                ours=getattr(made, f"tunnel{number}_cgw_inside_address"),
                asn=part.aws_asn,
                secret=secret,
            )


def _tunnel_options(
    connection: planned.Connection, secrets: list[pulumi.Output[str]], logs: LogsHandle
) -> dict[str, Any]:
    """The inputs of a connection's two tunnels, which differ in range and secret only."""
    made: dict[str, Any] = {}
    for number, (tunnel, secret) in enumerate(zip(connection.tunnels, secrets, strict=True), start=1):
        options = {
            "inside_cidr": tunnel.inside,
            "preshared_key": secret,
            "ike_versions": ["ikev2"],
            "startup_action": "start",
            "dpd_timeout_action": "restart",
            "dpd_timeout_seconds": DPD_SECONDS,
            "log_options": _logged(number, logs),
        }
        for phase in ("phase1", "phase2"):
            options |= {
                f"{phase}_encryption_algorithms": [ENCRYPTION],
                f"{phase}_integrity_algorithms": [INTEGRITY],
                f"{phase}_dh_group_numbers": [GROUP],
            }
        made |= {f"tunnel{number}_{key}": value for key, value in options.items()}
    return made


def _logged(number: int, logs: LogsHandle) -> Any:
    """The SDK has classes of its own for each of the two tunnels, with the same fields."""
    options, group = (
        (
            aws.ec2.VpnConnectionTunnel1LogOptionsArgs,
            aws.ec2.VpnConnectionTunnel1LogOptionsCloudwatchLogOptionsArgs,
        )
        if number == 1
        else (
            aws.ec2.VpnConnectionTunnel2LogOptionsArgs,
            aws.ec2.VpnConnectionTunnel2LogOptionsCloudwatchLogOptionsArgs,
        )
    )
    made: Any = group(
        log_enabled=True,
        log_group_arn=logs.id,
        log_output_format="json",
        bgp_log_enabled=True,
        bgp_log_group_arn=logs.id,
        bgp_log_output_format="json",
    )
    return options(cloudwatch_log_options=made)
