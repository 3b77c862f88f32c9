"""`make torture`, or `DATABASE=postgres KILLS=200 python -m tests.torture`: the counts and the seed."""

import asyncio
import os
import sys
from time import monotonic

from rich.console import Console

from tests.torture.plan import Plan
from tests.torture.run import torture


def main() -> int:
    plan, console, begun = Plan.read(os.environ), Console(highlight=False), monotonic()
    console.print(f"{plan.processes} on {plan.database}, seed {plan.seed}{', blind' if plan.blind else ''}")
    found = asyncio.run(torture(plan))
    console.print("\n".join(found.lines()))
    console.print(
        f"{'clean' if found.is_clean else 'FAILED'} after {monotonic() - begun:.0f} s, seed {plan.seed}"
    )
    return 0 if found.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
