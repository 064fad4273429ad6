"""The shape of the house holds: access, addresses, templates, services and moves."""

from __future__ import annotations

import importlib
import inspect
import os
import re
from enum import StrEnum
from pathlib import Path
from types import ModuleType

import jinja2
import pytest
from flask import Flask
from jinja2 import meta
from justhtml import JustHTML
from justhtml.dom import Element
from sqlalchemy import orm

from app.core.access import SYSTEM, Actor
from app.core.db import Base
from app.core.errors import Conflict, Refused
from app.core.states import Stateful
from tests.support.runs import ROOT

ADDRESSES = ROOT / "tests" / "addresses.txt"
TEMPLATES = ROOT / "templates"
CODE = re.compile(r"{#.*?#}|{%.*?%}", re.DOTALL)
VALUE = re.compile(r"{{.*?}}", re.DOTALL)
OPEN_PARTS = {"static"}
IMPLIED = {"HEAD", "OPTIONS"}
# a sweep goes from record to record, each in a use case of its own
SWEEP = "_due"


# -- access and addresses


def test_every_endpoint_says_who_may_use_it(app):
    unmarked = {
        name
        for name, view in app.view_functions.items()
        if not callable(getattr(view, "access", None))
    }
    assert unmarked - OPEN_PARTS == set()


def test_an_endpoint_that_says_nothing_lets_nobody_in(make_app):
    app = make_app()
    app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    answer = app.test_client().get("/forgotten")
    assert answer.status_code == 403
    assert "secret" not in answer.text


def addresses_of(app: Flask) -> list[str]:
    return sorted(
        f"{rule.rule} {'|'.join(sorted((rule.methods or set()) - IMPLIED))} {rule.endpoint}"
        for rule in app.url_map.iter_rules()
    )


def test_no_address_comes_or_goes_unseen(app):
    # KEEP_ADDRESSES=1 writes the list anew; then look at the difference before committing it
    found = addresses_of(app)
    if os.environ.get("KEEP_ADDRESSES"):
        ADDRESSES.write_text("".join(f"{line}\n" for line in found))
    assert found == ADDRESSES.read_text().splitlines()


# -- templates


def template_names() -> list[str]:
    return sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))


def fragment_names() -> list[str]:
    return [name for name in template_names() if Path(name).name.startswith("_")]


def references(environment: jinja2.Environment) -> set[str]:
    sources = "\n".join(path.read_text() for path in (ROOT / "app").rglob("*.py"))
    used = {name for name in template_names() if f'"{name}"' in sources or f"'{name}'" in sources}
    for name in template_names():
        tree = environment.parse((TEMPLATES / name).read_text())
        used |= {found for found in meta.find_referenced_templates(tree) if found}
    return used


def test_every_template_compiles(app):
    for name in template_names():
        app.jinja_env.get_template(name)


def test_every_template_is_used(app):
    assert set(template_names()) - references(app.jinja_env) == set()


def test_every_template_that_is_named_exists(app):
    assert references(app.jinja_env) - set(template_names()) == set()


def test_every_form_that_staff_answer_for_somebody_takes_a_scan():
    forms = [each for each in TEMPLATES.rglob("*.html") if "outreach/_evidence" in each.read_text()]
    assert len(forms) > 10
    lacking = [each.name for each in forms if "multipart/form-data" not in each.read_text()]
    assert lacking == []


def test_every_fragment_has_one_root_with_an_id():
    strange = {}
    for name in fragment_names():
        markup = VALUE.sub("x", CODE.sub("", (TEMPLATES / name).read_text())).strip()
        first = re.match(r"<(tr|td|th|tbody|thead|tfoot)\b", markup)
        wrapped = f"<table>{markup}</table>" if first else markup
        tree = JustHTML(wrapped, sanitize=False, fragment=True)
        nodes = tree.query(first[1])[0].parent if first else tree.root
        roots = [
            child
            for child in nodes.children
            if isinstance(child, Element) and "hx-swap-oob" not in child.attrs
        ]
        if len(roots) != 1 or not roots[0].attrs.get("id"):
            strange[name] = [root.name for root in roots]
    assert strange == {}


# -- services


def service_modules() -> list[ModuleType]:
    paths = sorted((ROOT / "app").glob("*/services.py"))
    return [importlib.import_module(f"app.{path.parent.name}.services") for path in paths]


@pytest.mark.parametrize("module", service_modules(), ids=lambda module: module.__name__)
def test_every_public_service_is_a_use_case(module: ModuleType):
    plain = {
        name
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__
        and not name.startswith("_")
        and not name.endswith(SWEEP)
        and not getattr(function, "use_case", False)
    }
    assert plain == set()


# -- moves


def stateful_models() -> list[type[Stateful]]:
    mapped = {mapper.class_ for mapper in Base.registry.mappers}
    found = {model for model in mapped if issubclass(model, Stateful)}
    return sorted(found, key=lambda model: model.__name__)


def states_of(model: type[Stateful]) -> type[StrEnum]:
    (row, *_) = model.MOVES
    return type(row.target)


@pytest.mark.parametrize("model", stateful_models(), ids=lambda model: model.__name__)
def test_a_record_moves_as_its_table_says_and_in_no_other_way(model: type[Stateful]):
    orm.configure_mappers()
    roles = {role for row in model.MOVES for role in row.roles} | {"nobody_s_role"}
    for source in states_of(model):
        record = model(state=source)
        for target in states_of(model):
            rows = [row for row in model.MOVES if row.target == target and source in row.sources]
            if not rows:
                with pytest.raises(Conflict):
                    record.find_move(target, SYSTEM)
                continue
            assert record.find_move(target, SYSTEM) in rows
            for role in roles:
                actor = Actor("staff", id=1, role=role)
                if any(role in row.roles for row in rows):
                    assert role in record.find_move(target, actor).roles
                else:
                    with pytest.raises(Refused):
                        record.find_move(target, actor)


@pytest.mark.parametrize("model", stateful_models(), ids=lambda model: model.__name__)
def test_every_state_is_reached_and_every_inverse_leads_back(model: type[Stateful]):
    states = set(states_of(model))
    assert model.NOUN
    assert {state for row in model.MOVES for state in (*row.sources, row.target)} == states
    for row in model.MOVES:
        if row.inverse is not None:
            back = [
                other
                for other in model.MOVES
                if row.target in other.sources and other.target == row.inverse
            ]
            assert back, f"nothing undoes {row.name}"
