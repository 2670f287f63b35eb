"""The Pulumi program: read the intent, plan, declare, export."""

import asyncio
import gc

import pulumi

from infra.build import main


async def program() -> None:
    """Declare everything, and let the registrations begin.

    The SDK waits for those that have begun one by one. For those that have not it waits for all their
    outputs at once, and again each time that one of them is there: a quarter of the program's time.
    """
    gc.disable()  # what is made here stays until the end: looking through it again and again frees nothing
    main()
    await asyncio.sleep(0)


pulumi.run(program)
