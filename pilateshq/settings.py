"""The environment and studio.toml → frozen Settings, with all that is wrong named at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pilateshq.environment import (
    Variable,
    example,
    missing,
    read_database_url,
    read_graph_url,
    read_host,
    read_id,
    read_language,
    read_people,
    read_person,
    read_seconds,
    read_secrets,
    read_template_name,
    read_variables,
    read_version,
    read_web_address,
    read_whole,
    read_word,
    read_words,
    read_zone,
)
from pilateshq.errors import SettingsError
from pilateshq.facts_file import Section, read_facts
from pilateshq.studio_file import read_file
from pilateshq.studio_settings import (
    Bank,
    Closure,
    Emergency,
    InvoiceTerms,
    Kind,
    PackageTerms,
    Reminders,
    Studio,
)

__all__ = [
    "VARIABLES",
    "Bank",
    "Closure",
    "Emergency",
    "InvoiceTerms",
    "Kind",
    "OpenAI",
    "Operations",
    "PackageTerms",
    "Reminders",
    "Settings",
    "Studio",
    "WhatsApp",
    "env_example",
    "read",
]


@dataclass(frozen=True, kw_only=True)
class WhatsApp:
    """The account at Meta."""

    token: str = field(repr=False)
    app_secrets: tuple[str, ...] = field(repr=False)  # more than one while they are rotated
    phone_number_id: str
    business_account_id: str
    verify_token: str = field(repr=False)
    graph_url: str  # without version or closing slash
    graph_version: str
    registration_flow_id: str | None = None
    app_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class OpenAI:
    """The model that answers questions."""

    key: str = field(repr=False)
    model: str
    url: str  # without closing slash


@dataclass(frozen=True, kw_only=True)
class Operations:
    """How patient the program is: seconds, but for max_attempts."""

    send_timeout: float = 20.0
    retry_base: float = 5.0
    unknown_hold: float = 10.0
    unknown_after: float = 300.0
    unknown_max: float = 900.0
    tick: float = 15.0
    lease: float = 45.0
    model_timeout: float = 20.0
    max_attempts: int = 8


@dataclass(frozen=True, kw_only=True)
class Settings:
    data_dir: Path
    database_url: str = field(repr=False)  # may hold a password
    zone: ZoneInfo
    studio: Studio
    facts: tuple[Section, ...] = field(repr=False)
    admins: tuple[str, ...]  # each the digits of a wa_id, or a user id
    owner_wa: str | None
    template_language: str
    lead_template: str
    host: str
    port: int
    operations: Operations
    whatsapp: WhatsApp | None
    openai: OpenAI | None  # without it, questions are answered from the facts alone
    ping_url: str | None = field(repr=False)  # whoever knows it can ping

    @property
    def sqlite_path(self) -> Path | None:
        path = self.database_url.removeprefix("sqlite:///")
        return None if path == self.database_url else Path(path)


ACCOUNT = {
    "token": Variable(
        "WHATSAPP_TOKEN", "the access token of the WhatsApp app", read_word, needed=True, secret=True
    ),
    "app_secrets": Variable(
        "WHATSAPP_APP_SECRET",
        "the app secret of the WhatsApp app (while it is changed: the old and the new one, with a comma)",
        read_secrets,
        needed=True,
        secret=True,
    ),
    "phone_number_id": Variable(
        "PHONE_NUMBER_ID", "the id that Meta gave to the studio's number", read_id, needed=True
    ),
    "business_account_id": Variable(
        "WHATSAPP_BUSINESS_ACCOUNT_ID", "the id of the WhatsApp Business account", read_id, needed=True
    ),
    "verify_token": Variable(
        "VERIFY_TOKEN", "the verify token that was typed at Meta", read_words, needed=True, secret=True
    ),
    "graph_url": Variable(
        "GRAPH_API_URL",
        "the address of Meta's Graph API, without version",
        read_graph_url,
        default="https://graph.facebook.com",
    ),
    "graph_version": Variable(
        "GRAPH_API_VERSION", "the version of the Graph API", read_version, default="v25.0"
    ),
    "registration_flow_id": Variable(
        "CLIENT_REGISTRATION_FLOW_ID", "the id of the Flow in which clients are registered", read_id
    ),
    "app_id": Variable("WHATSAPP_APP_ID", "the id of the app, to create the invoice template", read_id),
}

MODEL = {
    "key": Variable(
        "OPENAI_API_KEY", "the key of OpenAI, whose model then answers questions", read_word, secret=True
    ),
    "model": Variable("OPENAI_MODEL", "the name of that model", read_word, default="gpt-4.1-mini"),
    "url": Variable(
        "OPENAI_BASE_URL",
        "the address of OpenAI's API",
        read_web_address,
        default="https://api.openai.com/v1",
    ),
}

PROGRAM = {
    "admins": Variable(
        "ADMIN_WA_LIST",
        "the numbers of the admins, digits from the country's code on, with commas (or WhatsApp user ids)",
        read_people,
        needed=True,
    ),
    "owner_wa": Variable(
        "NADINE_WA", "the admin who gets alerts and briefings (else the first of ADMIN_WA_LIST)", read_person
    ),
    "data_dir": Variable(
        "DATA_DIR", "the folder of studio.toml, the SQLite file and backups", Path, default="data"
    ),
    "database_url": Variable(
        "DATABASE_URL",
        "the database: sqlite:/// and a file, or postgresql://… (else pilateshq.sqlite3 in DATA_DIR)",
        read_database_url,
        secret=True,
    ),
    "zone": Variable("TIMEZONE", "the studio's time zone", read_zone, default="Africa/Johannesburg"),
    "host": Variable("HOST", "the address on which to listen", read_host, default="127.0.0.1"),
    "port": Variable("PORT", "the port on which to listen", read_whole(1, 65_535), default="8080"),
    "template_language": Variable(
        "TEMPLATE_LANG", "the language of the account's templates", read_language, default="en_US"
    ),
    "lead_template": Variable(
        "TPL_ADMIN_PROSPECT",
        "the template that tells the owner of a new lead",
        read_template_name,
        default="guest_query_alert",
    ),
    "ping_url": Variable(
        "PING_URL",
        "an address to call while all is well, so that silence is noticed",
        read_web_address,
        secret=True,
    ),
}


def _seconds(name: str, meaning: str, default: float) -> Variable:
    return Variable(name, f"seconds {meaning}", read_seconds, default=f"{default:g}")


OPERATIONS = {
    "send_timeout": _seconds("SEND_TIMEOUT_S", "for one send to Meta", Operations.send_timeout),
    "retry_base": _seconds(
        "RETRY_BASE_S", "before the first new try, doubled each time", Operations.retry_base
    ),
    "unknown_hold": _seconds(
        "UNKNOWN_HOLD_S", "for which a send of unknown fate holds back its recipient", Operations.unknown_hold
    ),
    "unknown_after": _seconds(
        "UNKNOWN_AFTER_S", "of silence before a send of unknown fate is judged", Operations.unknown_after
    ),
    "unknown_max": _seconds(
        "UNKNOWN_MAX_S", "before a send of unknown fate is settled without evidence", Operations.unknown_max
    ),
    "tick": _seconds("TICK_S", "between two looks at what is due", Operations.tick),
    "lease": _seconds("LEASE_S", "before work is taken from a process that fell silent", Operations.lease),
    "model_timeout": _seconds("LLM_TIMEOUT_S", "for one answer of the assistant", Operations.model_timeout),
    "max_attempts": Variable(
        "MAX_ATTEMPTS",
        "tries before a message is given up",
        read_whole(1, 100),
        default=str(Operations.max_attempts),
    ),
}

VARIABLES = (*ACCOUNT.values(), *PROGRAM.values(), *MODEL.values(), *OPERATIONS.values())


def read(env: Mapping[str, str], *, serving: bool) -> Settings:
    """Read all settings; raise SettingsError with all that is wrong, or that serving needs and is missing."""
    problems = missing(VARIABLES, env) if serving else []
    account, program, model, operations = (
        read_variables(table, env, problems=problems) for table in (ACCOUNT, PROGRAM, MODEL, OPERATIONS)
    )
    problems += _impatient(operations)
    studio = _studio(program["data_dir"] / "studio.toml", problems)
    facts = _facts(program["data_dir"] / "facts.md", problems)
    if problems:
        raise SettingsError(problems)
    return Settings(
        **_completed(program),
        studio=studio,
        facts=facts,
        operations=Operations(**operations),
        whatsapp=_whatsapp(account),
        openai=OpenAI(**model) if model["key"] else None,
    )


def _impatient(operations: dict[str, Any]) -> list[str]:
    lease, timeout = operations["lease"], operations["send_timeout"]
    if lease is None or timeout is None or lease > timeout:
        return []
    return [f"LEASE_S={lease:g}: must be more than SEND_TIMEOUT_S, which is {timeout:g}."]


def _studio(path: Path, problems: list[str]) -> Studio:
    try:
        return read_file(path, Studio)
    except SettingsError as error:
        problems += error.problems
        return Studio()


def _facts(path: Path, problems: list[str]) -> tuple[Section, ...]:
    try:
        return read_facts(path)
    except SettingsError as error:
        problems += error.problems
        return ()


def _completed(program: dict[str, Any]) -> dict[str, Any]:
    """Fill in what follows from other variables."""
    admins = program["admins"] or ()
    owner = program["owner_wa"] or next(iter(admins), None)
    return program | {
        "database_url": program["database_url"] or f"sqlite:///{program['data_dir'] / 'pilateshq.sqlite3'}",
        "owner_wa": owner,
        "admins": tuple(dict.fromkeys((*admins, owner))) if owner else (),
    }


def _whatsapp(account: dict[str, Any]) -> WhatsApp | None:
    """Give the account only if all is there that it takes to use it."""
    is_whole = all(account[name] is not None for name, variable in ACCOUNT.items() if variable.needed)
    return WhatsApp(**account) if is_whole else None


def env_example() -> str:
    """Write .env.example: every variable, what it is, and its default."""
    return f"""\
# The settings of PilatesHQ. Copy this file to .env and fill in what has no # in front: serve needs it.
# Take the # away from the rest to change it; times may have decimals.

{example(VARIABLES)}"""
