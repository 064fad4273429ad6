"""Be a bare Flask and SQLAlchemy app that answers once; prints its CPU seconds and memory."""

from __future__ import annotations

import json
import os
import resource
import sys

import sqlalchemy as sa
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = sys.argv[1]
db = SQLAlchemy(app)


@app.get("/")
def index() -> str:
    """Count the schools."""
    return str(db.session.scalar(sa.text("select count(*) from school")))


app.test_client().get("/").get_data()
cpu = sum(os.times()[:2])
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"cpu": cpu, "memory": memory}))
