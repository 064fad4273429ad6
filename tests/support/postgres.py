"""Start a private PostgreSQL server, for a run that was not given one."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.support import runs

CLUSTER, SERVER = "postgres.cluster", "postgres.url"
OWNERS = ("postgres", "nobody")
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
}


def server_url() -> str:
    """Give the address of the run's server; start one when none was given."""
    given = os.environ.get("TEST_POSTGRES_URL")
    if given:
        return given
    with runs.once(SERVER) as fresh:
        if fresh:
            fresh.write_text(_start())
    return (runs.folder() / SERVER).read_text()


def stop() -> None:
    """Stop the run's own server, if one was started, and remove its files."""
    note = runs.folder() / CLUSTER
    if note.exists():
        cluster = Path(note.read_text())
        _as_owner("pg_ctl", "-s", "-D", f"{cluster}/data", "-m", "immediate", "stop")
        shutil.rmtree(cluster, ignore_errors=True)


def _binaries() -> Path:
    def version(path: Path) -> int:
        return int(path.parts[-2]) if path.parts[-2].isdigit() else 0

    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=version)
    on_path = shutil.which("initdb")
    if not found and not on_path:
        runs.lacks("PostgreSQL (TEST_POSTGRES_URL, or /usr/lib/postgresql)")
    return found[-1] if found else Path(str(on_path)).resolve().parent


def _owner() -> pwd.struct_passwd | None:
    # PostgreSQL refuses to run as root
    if os.getuid() != 0:
        return None
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return next(names[name] for name in OWNERS if name in names)


def _as_owner(program: str, *arguments: str) -> None:
    owner = _owner()
    user = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}
    command = [str(_binaries() / program), *arguments]
    # its files are no concern of the server that it leaves behind: no pipes
    subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL, **user)  # noqa: S603


def _start() -> str:
    _binaries()
    cluster = Path(tempfile.mkdtemp(prefix="footbridge-pg-"))
    owner = _owner()
    if owner:
        os.chown(cluster, owner.pw_uid, owner.pw_gid)
    (runs.folder() / CLUSTER).write_text(str(cluster))
    data = f"{cluster}/data"
    # only this folder's socket leads in, and only its owner and root reach the folder
    _as_owner(
        *("initdb", "-D", data, "-U", "footbridge", "-A", "trust"),
        *("-E", "UTF8", "--locale=C.UTF-8", "--no-sync"),
    )
    settings = SETTINGS | {"unix_socket_directories": str(cluster)}
    options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
    _as_owner("pg_ctl", "-s", "-w", "-D", data, "-l", f"{cluster}/log", "-o", options, "start")
    return f"postgresql+psycopg://footbridge@/postgres?host={cluster}"
