"""Every benchmark still runs, on tiny data; what it finds is no concern of the tests."""

from __future__ import annotations

import json

import pytest

from benchmarks import __main__ as command
from benchmarks import data
from benchmarks.table import Line, Table
from tests.desk.loading import SATURDAY, a_district
from tests.support import smtp
from tests.support.databases import close_connections, fresh_sqlite


@pytest.fixture(scope="module")
def district(tmp_path_factory):
    """Make the small district where the benchmarks look for it."""
    folder = tmp_path_factory.mktemp("bench")
    path = folder / "small.sqlite3"
    fresh_sqlite(path)
    app = data.app_over(f"sqlite:///{path}")
    a_district(app, today=SATURDAY)
    worked = app.test_cli_runner().invoke(args=["worker", "--once", "--at", data.ASKED_AT])
    assert worked.exit_code == 0, worked.output
    close_connections(app)
    return folder


@pytest.mark.parametrize("name", command.NAMES)
def test_a_benchmark_runs_on_tiny_data(name, district, monkeypatch):
    monkeypatch.setattr(data, "KEPT", district)
    # the sink of the benchmark takes any free port of this machine
    monkeypatch.setattr(smtp.ALLOWED, "ports", range(1, 65536))
    table = command.run(name, data.TINY)
    assert table.lines
    assert table.name == name
    assert name in json.dumps(table.as_json())
    assert table.title in table.text()


def test_a_line_passes_by_its_ratio_and_a_lone_figure_by_itself():
    table = Table("some", "Some")
    table.compare("fast", "ms", [2.0, 3.0, 4.0], [3.0], 1.0, peer="floor")
    table.state("memory", "MB", [130.0], 120)
    assert [(line.ratio, line.passes) for line in table.lines] == [(1.0, True), (130.0, False)]
    assert not table.passes
    assert Line("rate", "/s", 2, 2, 1, "peer", 3, 3, at_least=True).passes is False


def test_an_unknown_name_is_wrong_usage(capsys):
    assert command.main(["speed"]) == 2
    assert "growth" in capsys.readouterr().err
