"""The Pulumi program: read the intent, plan, declare, export."""

from infra.build import main

main()
