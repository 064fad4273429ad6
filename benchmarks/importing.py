"""Compare the import of a roster with `csv` and `executemany` of the same rows (goal 8)."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

from app.core.db import db
from app.desk.demo.draw import Draw
from app.desk.demo.names import Addresses, a_name
from benchmarks import data
from benchmarks.loading import empty
from benchmarks.table import Table

SCHOOLS, YEAR, ROUNDS = 60, 2027, 5
BASE = "sourcedId,status,dateLastModified,"
USERS = f"{BASE}enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,"
USERS += "identifier,email,sms,phone,agentSourcedIds,grades,password"
RACES = ("americanIndianOrAlaskaNative,asian,blackOrAfricanAmerican,"
         "nativeHawaiianOrOtherPacificIslander,white,demographicRaceTwoOrMoreRaces,"
         "hispanicOrLatinoEthnicity")  # fmt: skip
PEOPLE = f"{BASE}birthDate,sex,{RACES},countryOfBirthCode,stateOfBirthAbbreviation,cityOfBirth,"
PEOPLE += "publicSchoolResidenceStatus"
SESSIONS = f"{BASE}title,type,startDate,endDate,parentSourcedId,schoolYear"


def run(sizes: data.Sizes) -> Table:
    """Import first and again, each in a process of its own, in turn with the floor."""
    table = Table("importing", f"8 · Import of {sizes.students:,} students from OneRoster: CPU")
    folder = export(sizes.students)
    blank = empty(data.district(sizes.small))
    found: dict[str, list[dict[str, float]]] = {"first": [], "again": [], "floor": []}
    for _ in range(min(ROUNDS, sizes.rounds)):
        url, bare = data.copy_of(blank, "importing"), data.copy_of(blank, "importing_floor")
        found["first"].append(_ours(url, folder, sizes))
        found["again"].append(_ours(url, folder, sizes))
        found["floor"].append(_floor(bare, folder, sizes))
    floor = [each["cpu"] for each in found["floor"]]
    for name, goal in (("first", 4.0), ("again", 1.5)):
        cpu = [each["cpu"] for each in found[name]]
        table.compare(f"import, {name}", "s", cpu, floor, goal, peer="csv + executemany")
    memory = [each["memory"] for name in ("first", "again") for each in found[name]]
    if sizes.apart:
        table.state("memory", "MB", [max(memory)], 300)
        table.notes.append("each process is counted whole, its start too")
    return table


def export(students: int) -> Path:
    """Write a OneRoster 1.1 folder of invented students, the same each time."""
    folder = data.KEPT / f"oneroster-{students}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    draw, addresses = Draw(1, "oneroster"), Addresses("example.com")
    users, people = [USERS], [PEOPLE]
    for number in range(1, students + 1):
        name = a_name(draw, spanish=draw.chance(25))
        grade = draw.number(9, 12)
        born = f"{YEAR - 1 - grade - 6}-{draw.number(1, 12):02d}-{draw.number(1, 28):02d}"
        school, white = f"S{number % SCHOOLS}", "true" if draw.chance(60) else "false"
        users.append(
            f"U{number},,,true,{school},student,u{number},,{name.given},{name.family},,"
            f"{700_000 + number},{addresses.of(name)},,,,{grade:02d},"
        )
        people.append(f"U{number},,,{born},female,false,false,false,false,{white},false,false,,,,")
    schools = [f"S{number},,,School {number},school,{number},D1" for number in range(SCHOOLS)]
    orgs = [f"{BASE}name,type,identifier,parentSourcedId", "D1,,,District,district,1,", *schools]
    sessions = [SESSIONS, f"Y,,,2026-2027,schoolYear,2026-09-02,2027-06-17,,{YEAR}"]
    manifest = ["propertyName,value", "manifest.version,1.0", "oneroster.version,1.1"]
    manifest += [f"file.{name},bulk" for name in ("orgs", "users", "demographics")]
    for name, rows in (
        *(("users", users), ("demographics", people), ("orgs", orgs)),
        *(("academicSessions", sessions), ("manifest", manifest)),
    ):
        (folder / f"{name}.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return folder


def _ours(url: str, folder: Path, sizes: data.Sizes) -> dict[str, float]:
    arguments = ["students", "import", str(folder), "--json"]
    if sizes.apart:
        return _cost(url, "-m", "flask", "--app", "wsgi", *arguments)
    before = _cpu()
    app = data.app_over(url)
    done = app.test_cli_runner().invoke(args=arguments)
    with app.app_context():
        db.engine.dispose()
    if done.exit_code:
        raise RuntimeError(done.output)
    return {"cpu": _cpu() - before, "memory": 0}


def _floor(url: str, folder: Path, sizes: data.Sizes) -> dict[str, float]:
    if sizes.apart:
        return _cost(url, "-m", "benchmarks.importing_floor", url, str(folder))
    from benchmarks.importing_floor import main  # noqa: PLC0415 - else in its own process

    before = _cpu()
    main(url, str(folder))
    return {"cpu": _cpu() - before, "memory": 0}


def _cost(url: str, *arguments: str) -> dict[str, float]:
    """Run a process; give its CPU seconds and its largest memory in MB."""
    process = subprocess.Popen(  # noqa: S603 - ours
        [sys.executable, *arguments],
        cwd=data.ROOT,
        env=data.environment(url),
        stdout=subprocess.DEVNULL,
    )
    _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        msg = f"{arguments} ended with {process.returncode}"
        raise RuntimeError(msg)
    return {"cpu": used.ru_utime + used.ru_stime, "memory": used.ru_maxrss / 1024}


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
