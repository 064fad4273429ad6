"""Make the app: settings, core, rooms; nothing else happens here."""

from __future__ import annotations

from dataclasses import asdict

from flask import Flask

from app import wiring
from app.core import setup
from config import ROOT, Config

__all__ = ["create_app"]


def create_app(config: Config | None = None) -> Flask:
    """Make an app from settings, those of the environment by default."""
    config = config or Config.from_environment()
    app = Flask(__name__, template_folder=ROOT / "templates", static_folder=ROOT / "static")
    app.config.from_mapping({name.upper(): value for name, value in asdict(config).items()})
    app.config.from_mapping(config.flask_settings(), DEVELOPMENT=config.development)
    setup.init_app(app, migrations=str(ROOT / "migrations"))
    wiring.init_app(app)
    return app
