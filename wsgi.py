"""Give the WSGI server, and the `flask` command, the app."""

from app import create_app
from config import ConfigurationError

try:
    app = create_app()
except ConfigurationError as error:
    raise SystemExit(f"Footbridge does not start. {error}") from None
