"""Give the WSGI server, and the `flask` command, the app."""

from app import create_app

app = create_app()
