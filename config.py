"""Read the settings of contract from the environment, or from `.env`, into one typed object."""

from __future__ import annotations

import os
import re
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from dotenv import load_dotenv

ROOT = Path(__file__).resolve().parent
KEY_FILE = ROOT / "instance" / "secret_key"
LOOPBACK = ("127.0.0.1", "localhost")
WEAK_KEYS = frozenset({"", "dev", "secret", "changeme", "change-me", "your-secret-key"})
SHORTEST_KEY = 32
BOUNCES = re.compile(r"[A-Za-z0-9._-]{0,20}@[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")


class ConfigurationError(Exception):
    """Tell the operator, in one sentence, which setting stops the app from starting."""


@dataclass(frozen=True, kw_only=True)
class Config:
    """Hold every setting of one process; made once, never changed."""

    env: str = "production"
    database_url: str = ""
    secret_key: str = field(default="", repr=False)
    secret_key_fallbacks: tuple[str, ...] = field(default=(), repr=False)
    host: str = "127.0.0.1"
    port: int = 8000
    base_url: str = ""
    trusted_hosts: tuple[str, ...] = ()
    proxies: int = 0
    smtp_url: str = field(default="", repr=False)
    mail_from: str = "wbl@district.example"
    bounce_address: str = ""
    timezone: str = "America/Los_Angeles"
    district_name: str = "Rivertown Public Schools"
    log_format: str = "text"
    worker_interval: float = 2.0
    outbox_lease: int = 60
    outbox_unknown: str = "resend"
    campaign_days: int = 7
    campaigns_a_month: int = 3
    clock: str = ""
    testing: bool = False

    @property
    def development(self) -> bool:
        """Tell whether demo pages, the mailbox and a moved clock are allowed."""
        return self.env in {"development", "testing"}

    @property
    def https(self) -> bool:
        """Tell whether cookies are Secure and HSTS is sent."""
        return self.base_url.startswith("https://")

    @classmethod
    def from_environment(cls) -> Self:
        """Read the environment and `.env`; raise ConfigurationError when unsafe to start."""
        load_dotenv(ROOT / ".env")
        read = os.environ.get
        host, port = read("HOST", "127.0.0.1"), int(read("PORT", "8000"))
        base_url = (read("BASE_URL") or f"http://{host}:{port}").rstrip("/")
        own_host = urlsplit(base_url).hostname or host
        env = read("APP_ENV", "production")
        config = cls(
            env=env,
            database_url=read("DATABASE_URL") or f"sqlite:///{ROOT / 'instance' / 'app.sqlite3'}",
            secret_key=read("SECRET_KEY") or _kept_key(env),
            secret_key_fallbacks=_words(read("SECRET_KEY_FALLBACKS", "")),
            host=host,
            port=port,
            base_url=base_url,
            proxies=int(read("PROXIES", "0")),
            trusted_hosts=_words(read("TRUSTED_HOSTS", "")) or _hosts(own_host),
            smtp_url=read("SMTP_URL", ""),
            mail_from=read("MAIL_FROM") or f"wbl@{own_host if '.' in own_host else 'localhost'}",
            bounce_address=read("BOUNCE_ADDRESS", "").strip(),
            timezone=read("TIMEZONE", cls.timezone),
            district_name=read("DISTRICT_NAME", cls.district_name),
            log_format=read("LOG_FORMAT", "text"),
            worker_interval=float(read("WORKER_INTERVAL", "2")),
            outbox_lease=int(read("OUTBOX_LEASE", "60")),
            outbox_unknown=read("OUTBOX_UNKNOWN", "resend"),
            campaign_days=int(read("CAMPAIGN_DAYS", "7")),
            campaigns_a_month=int(read("CAMPAIGNS_A_MONTH", "3")),
            clock=read("CLOCK", "") if env == "development" else "",
        )
        config.check()
        return config

    @classmethod
    def for_tests(cls, **changes: object) -> Self:
        """Make the settings of a test, with a random key and no mail server."""
        base: dict[str, object] = {
            "env": "testing",
            "testing": True,
            "secret_key": secrets.token_hex(32),
            "base_url": "http://localhost",
            "trusted_hosts": ("localhost", "127.0.0.1"),
            "mail_from": "wbl@rivertown.example",
        }
        return cls(**(base | changes))  # type: ignore[arg-type]

    def check(self) -> None:
        """Refuse to start insecurely; raise ConfigurationError with what to set."""
        if self.secret_key.lower() in WEAK_KEYS or len(self.secret_key) < SHORTEST_KEY:
            msg = f"Set SECRET_KEY to {SHORTEST_KEY} or more random characters."
            raise ConfigurationError(msg)
        if not self.development and not self.smtp_url:
            msg = "Set SMTP_URL: in production, mail must have a way out."
            raise ConfigurationError(msg)
        if self.bounce_address and not BOUNCES.fullmatch(self.bounce_address):
            msg = "Set BOUNCE_ADDRESS to an address, or to @ and a domain for bounces alone."
            raise ConfigurationError(msg)
        if self.campaign_days < 1 or self.campaigns_a_month < 1:
            msg = "Set CAMPAIGN_DAYS and CAMPAIGNS_A_MONTH to 1 or more."
            raise ConfigurationError(msg)
        if self.outbox_unknown not in {"resend", "hold"}:
            msg = "Set OUTBOX_UNKNOWN to resend or hold."
            raise ConfigurationError(msg)

    def flask_settings(self) -> dict[str, object]:
        """Give Flask and its extensions what they read."""
        name = "__Host-session" if self.https else "session"
        return {
            "TESTING": self.testing,
            "SECRET_KEY": self.secret_key,
            "SECRET_KEY_FALLBACKS": list(self.secret_key_fallbacks),
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            "TRUSTED_HOSTS": list(self.trusted_hosts) or None,
            "SESSION_COOKIE_NAME": name,
            "SESSION_COOKIE_SECURE": self.https,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "MAX_CONTENT_LENGTH": 12 * 1024 * 1024,
            "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
            "MAX_FORM_PARTS": 5000,
            "WTF_CSRF_TIME_LIMIT": None,
            "WTF_CSRF_CHECK_DEFAULT": False,
            "BABEL_DEFAULT_TIMEZONE": self.timezone,
        }


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in text.replace(",", " ").split() if word)


def _hosts(own_host: str) -> tuple[str, ...]:
    return LOOPBACK if own_host in LOOPBACK else (own_host,)


def _kept_key(env: str) -> str:
    return KEY_FILE.read_text().strip() if env == "development" and KEY_FILE.exists() else ""
