"""Make the app: settings, core, rooms; nothing else happens here.

What it is made of is imported when one is made, so that the matching engine runs without it.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from config import Config

__all__ = ["create_app"]


def create_app(config: Config | None = None) -> Flask:
    """Make an app from settings, those of the environment by default."""
    from flask import Flask  # noqa: PLC0415

    from app import wiring  # noqa: PLC0415
    from app.core import setup  # noqa: PLC0415
    from config import ROOT, Config  # noqa: PLC0415

    config = config or Config.from_environment()
    app = Flask(__name__, template_folder=ROOT / "templates", static_folder=ROOT / "static")
    app.config.from_mapping({name.upper(): value for name, value in asdict(config).items()})
    app.config.from_mapping(config.flask_settings(), DEVELOPMENT=config.development)
    setup.init_app(app, migrations=str(ROOT / "migrations"))
    wiring.init_app(app)
    return app
