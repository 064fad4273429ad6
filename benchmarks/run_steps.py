"""Run one program's matching from the database to committed matches, in a process of its own."""

from __future__ import annotations

import importlib.util
import json
import resource
import sys
import time
from typing import Any, Final

import numpy as np
import sqlalchemy as sa

from app.core import clock
from app.core.access import Actor
from app.core.db import db
from app.matches import run_deciding, run_services
from app.matches.engine.solving import Objective
from app.matches.preference_models import PreferenceList
from app.matches.run_models import Writes
from app.matches.run_snapshot import snapshot
from app.matches.run_summary import solved
from app.programs.queries import program as program_of
from benchmarks import data
from benchmarks.solvers import ortools_flow
from benchmarks.town import Town

ADMIN: Final = Actor("staff", 1, "Ada", "administrator")
SEED: Final = 253


def main(url: str) -> dict[str, Any]:
    """Give the seconds of each step, what was matched, and an exact solver on the same pairs."""
    app, now = data.app_over(url), clock.now()
    with app.app_context():
        program_id = _most_wanted()
        with_app = time.perf_counter()
        run = run_services.run_now(
            program_id,
            seed=SEED,
            objective=Objective.TWO_STAGE,
            writes=Writes.SHORTLISTED,
            by=ADMIN,
            at=now,
        )
        kept = time.perf_counter()
        run_deciding.commit(run.id, by=ADMIN, at=now)
        committed = time.perf_counter()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        shot = snapshot(program_of(program_id), run.school_ids, clock.district_day(now))
        reading, _outcome = solved(shot.content, SEED, Objective.TWO_STAGE)
        market = reading.market
        everybody = np.arange(len(market.students), dtype=np.int64)
        pairs = market.candidates(everybody, market.seats)
        found = {
            "run": kept - with_app,
            "commit": committed - kept,
            "students": len(market.students),
            "placements": len(market.places),
            "pairs": len(pairs.place),
            "placed": run.placed,
            "megabytes": peak,
        }
        if importlib.util.find_spec("ortools"):
            flow = ortools_flow(Town(market, pairs, market, market, market))
            began = time.perf_counter()
            flow()
            found["ortools"] = time.perf_counter() - began
        return found


def _most_wanted() -> int:
    query = (
        sa.select(PreferenceList.program_id)
        .group_by(PreferenceList.program_id)
        .order_by(sa.func.count().desc(), PreferenceList.program_id)
    )
    return db.session.scalars(query.limit(1)).one()


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1])))
