"""`make fortnight`, or `DAYS=3 SEED=7 python -m tests.fortnight`: what was due, and what came."""

import asyncio
import os
import sys
import tempfile
from pathlib import Path
from time import monotonic

from rich.console import Console

from tests import services
from tests.fortnight.run import Plan, run

KNOBS = ("DAYS", "CLIENTS", "STEP", "SEED")


def main() -> int:
    console, begun = Console(highlight=False), monotonic()
    given = {
        name.lower(): int(os.environ[name])
        for name in ("DAYS", "CLIENTS", "STEP", "SEED")
        if name in os.environ
    }
    plan = Plan(**given)
    console.print(
        f"{plan.days} days of {plan.clients} clients in steps of {plan.step} minutes, seed {plan.seed}"
    )
    with tempfile.TemporaryDirectory(prefix="fortnight-") as folder:
        if os.environ.get("DATABASE") == "postgres":
            with services.postgres() as cluster, cluster.database() as url:
                found, kills = asyncio.run(run(plan, Path(folder), url))
        else:
            found, kills = asyncio.run(run(plan, Path(folder), f"sqlite:///{folder}/studio.sqlite3"))
    console.print("\n".join(found.lines()))
    verdict = "clean" if found.is_clean else "FAILED"
    console.print(f"{verdict} after {monotonic() - begun:.0f} s; the server was killed {kills} times")
    return 0 if found.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
