"""The environment becomes settings, or every problem is named."""

from dataclasses import fields
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pilateshq.errors import SettingsError
from pilateshq.settings import OPERATIONS, VARIABLES, Operations, WhatsApp, env_example, read

NEEDED = {
    "WHATSAPP_TOKEN": "token-of-the-app",
    "WHATSAPP_APP_SECRET": "secret-of-the-app",
    "PHONE_NUMBER_ID": "100200300",
    "WHATSAPP_BUSINESS_ACCOUNT_ID": "400500600",
    "VERIFY_TOKEN": "verify-this",
    "ADMIN_WA_LIST": "27821110001,27821110002",
    "DATA_DIR": "no-such-folder",
}

IN_THE_CONTRACT = """
    WHATSAPP_TOKEN WHATSAPP_APP_SECRET PHONE_NUMBER_ID WHATSAPP_BUSINESS_ACCOUNT_ID VERIFY_TOKEN ADMIN_WA_LIST
    NADINE_WA TPL_ADMIN_PROSPECT TEMPLATE_LANG GRAPH_API_URL GRAPH_API_VERSION DATABASE_URL DATA_DIR TIMEZONE
    HOST PORT CLIENT_REGISTRATION_FLOW_ID WHATSAPP_APP_ID PING_URL SEND_TIMEOUT_S RETRY_BASE_S UNKNOWN_HOLD_S
    UNKNOWN_AFTER_S UNKNOWN_MAX_S TICK_S LEASE_S MAX_ATTEMPTS LLM_TIMEOUT_S
    OPENAI_API_KEY OPENAI_MODEL OPENAI_BASE_URL
"""


def problems_of(changes: dict[str, str], *, serving: bool = True) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        read(NEEDED | changes, serving=serving)
    return caught.value.problems


def test_what_serve_needs_is_enough_and_the_rest_has_defaults() -> None:
    settings = read(NEEDED, serving=True)

    assert settings.zone == ZoneInfo("Africa/Johannesburg")
    assert (settings.host, settings.port) == ("127.0.0.1", 8080)
    assert (settings.template_language, settings.lead_template) == ("en_US", "guest_query_alert")
    assert settings.operations == Operations()
    assert settings.whatsapp is not None
    assert settings.whatsapp.graph_url == "https://graph.facebook.com"
    assert settings.whatsapp.graph_version == "v25.0"
    assert settings.ping_url is None


def test_the_table_of_variables_is_the_contracts() -> None:
    assert sorted(variable.name for variable in VARIABLES) == sorted(IN_THE_CONTRACT.split())


def test_every_variable_changes_the_setting_that_it_is_for(tmp_path: Path) -> None:
    settings = read(
        NEEDED
        | {
            "WHATSAPP_APP_SECRET": "old-one, new-one",
            "NADINE_WA": "ZA.13491208655302741918",
            "TPL_ADMIN_PROSPECT": "new_lead",
            "TEMPLATE_LANG": "en",
            "GRAPH_API_URL": "http://127.0.0.1:9000/",
            "GRAPH_API_VERSION": "v26.1",
            "DATABASE_URL": "postgresql://pilates:secret@db.example:5432/studio?sslmode=require",
            "DATA_DIR": str(tmp_path),
            "TIMEZONE": "Africa/Windhoek",
            "HOST": "0.0.0.0",
            "PORT": "9090",
            "CLIENT_REGISTRATION_FLOW_ID": "700",
            "WHATSAPP_APP_ID": "800",
            "PING_URL": "https://ping.example/abc",
            "OPENAI_API_KEY": "key-of-openai",
            "OPENAI_MODEL": "gpt-9",
            "OPENAI_BASE_URL": "http://127.0.0.1:9001/v1",
        },
        serving=True,
    )

    assert settings.whatsapp == WhatsApp(
        token="token-of-the-app",
        app_secrets=("old-one", "new-one"),
        phone_number_id="100200300",
        business_account_id="400500600",
        verify_token="verify-this",
        graph_url="http://127.0.0.1:9000",
        graph_version="v26.1",
        registration_flow_id="700",
        app_id="800",
    )
    assert settings.owner_wa == "ZA.13491208655302741918"
    assert (settings.lead_template, settings.template_language) == ("new_lead", "en")
    assert settings.database_url == "postgresql://pilates:secret@db.example:5432/studio?sslmode=require"
    assert settings.sqlite_path is None
    assert settings.data_dir == tmp_path
    assert settings.zone == ZoneInfo("Africa/Windhoek")
    assert (settings.host, settings.port) == ("0.0.0.0", 9090)
    assert settings.ping_url == "https://ping.example/abc"


@pytest.mark.parametrize("field", fields(Operations), ids=lambda field: field.name)
def test_every_operational_setting_can_be_made_small(field: object) -> None:
    name = getattr(field, "name", "")
    given = {"max_attempts": "3", "lease": "20.5"}.get(name, "0.25")

    operations = read({OPERATIONS[name].name: given}, serving=False).operations
    assert getattr(operations, name) == float(given)


def test_all_that_is_missing_is_named_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        read({}, serving=True)

    named = [line.split(" is missing: ")[0] for line in caught.value.problems]
    assert named == IN_THE_CONTRACT.split()[:6]
    assert caught.value.problems[0] == "WHATSAPP_TOKEN is missing: the access token of the WhatsApp app."


def test_what_is_missing_what_is_wrong_and_the_studios_file_come_together(tmp_path: Path) -> None:
    (tmp_path / "studio.toml").write_text("at_once = 0\n", "utf-8")

    problems = problems_of(
        {"VERIFY_TOKEN": " ", "PORT": "abc", "TIMEZONE": "Mars/Olympus", "DATA_DIR": str(tmp_path)}
    )
    assert problems == [
        "VERIFY_TOKEN is missing: the verify token that was typed at Meta.",
        "TIMEZONE=Mars/Olympus: must be a time zone such as Africa/Johannesburg.",
        "PORT=abc: must be a whole number from 1 to 65535.",
        f"{tmp_path / 'studio.toml'}: at_once: 0 must be a whole number from 1 to 50.",
    ]


def test_the_terminal_needs_nothing_but_a_database() -> None:
    settings = read({}, serving=False)

    assert settings.whatsapp is None
    assert (settings.admins, settings.owner_wa) == ((), None)
    assert settings.database_url == "sqlite:///data/pilateshq.sqlite3"
    assert settings.sqlite_path == Path("data/pilateshq.sqlite3")


def test_the_terminal_knows_the_account_only_if_it_is_whole() -> None:
    assert read(NEEDED, serving=False).whatsapp == read(NEEDED, serving=True).whatsapp
    assert read(NEEDED | {"VERIFY_TOKEN": ""}, serving=False).whatsapp is None


def test_what_the_terminal_does_not_need_must_still_be_well_formed() -> None:
    assert problems_of({"GRAPH_API_VERSION": "25"}, serving=False) == [
        "GRAPH_API_VERSION=25: must be a version such as v25.0."
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "٨٠"),
        ("HOST", "local host"),
        ("TIMEZONE", "Africa"),
        ("TIMEZONE", "../../etc/passwd"),
        ("TIMEZONE", "/etc/localtime"),
        ("GRAPH_API_URL", "graph.facebook.com"),
        ("GRAPH_API_URL", "https://graph.facebook.com/v25.0"),
        ("GRAPH_API_URL", "https://graph.facebook.com/v25.0/"),
        ("GRAPH_API_URL", "https://graph.facebook.com?x=1"),
        ("GRAPH_API_VERSION", "v25"),
        ("PHONE_NUMBER_ID", "+27 82 111 0001"),
        ("CLIENT_REGISTRATION_FLOW_ID", "12/34"),
        ("TEMPLATE_LANG", "English"),
        ("TEMPLATE_LANG", "en-US"),
        ("TPL_ADMIN_PROSPECT", "Guest Query"),
        ("ADMIN_WA_LIST", "0821110001"),
        ("ADMIN_WA_LIST", "27821110001;27821110002"),
        ("ADMIN_WA_LIST", ","),
        ("NADINE_WA", "Nadine"),
        ("NADINE_WA", "27821110001,27821110002"),
        ("TICK_S", "0"),
        ("TICK_S", "-1"),
        ("TICK_S", "nan"),
        ("TICK_S", "inf"),
        ("TICK_S", "15s"),
        ("MAX_ATTEMPTS", "0"),
        ("MAX_ATTEMPTS", "2.5"),
    ],
)
def test_a_malformed_value_is_named_with_what_it_must_be(name: str, text: str) -> None:
    (problem,) = problems_of({name: text})
    assert problem.startswith(f"{name}={text if text.isprintable() else ascii(text)}: ")
    assert "must be" in problem


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("WHATSAPP_TOKEN", "hush hush"),
        ("WHATSAPP_TOKEN", "hush\nhush"),
        ("WHATSAPP_APP_SECRET", "hush,"),
        ("WHATSAPP_APP_SECRET", "hush,hush hush"),
        ("VERIFY_TOKEN", "hüsh hush"),
        ("PING_URL", "ping.example/hush"),
        ("DATABASE_URL", "mysql://pilates:hush@db.example/studio"),
        ("DATABASE_URL", "postgres://pilates:hush@db.example/studio"),
        ("DATABASE_URL", "postgresql://pilates:hush@db.example"),
        ("DATABASE_URL", "postgresql://pilates:hush/hush@db.example/studio"),
        ("DATABASE_URL", "postgresql://pilates:[hush@db.example/studio"),
        ("DATABASE_URL", "postgresql://pilates:hush@db.example:port/studio"),
        ("DATABASE_URL", "postgresql://pilates:hush@db.example:0/studio"),
        ("DATABASE_URL", "sqlite://hush.sqlite3"),
        ("DATABASE_URL", "sqlite:///"),
        ("DATABASE_URL", "sqlite:///hush/"),
        ("DATABASE_URL", "sqlite:///hush.sqlite3?mode=ro"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "hush.sqlite3"),
    ],
)
def test_the_value_of_a_secret_is_never_told(name: str, text: str) -> None:
    (problem,) = problems_of({name: text})
    assert problem.startswith(f"{name}: must be")
    assert not any(hidden in problem for hidden in ("hush", "hüsh", "memory"))


def test_no_repr_shows_a_secret() -> None:
    hidden = {
        "WHATSAPP_TOKEN": "hush-1",
        "WHATSAPP_APP_SECRET": "hush-2,hush-3",
        "VERIFY_TOKEN": "hush-4",
        "DATABASE_URL": "postgresql://pilates:hush-5@db.example/studio",
        "PING_URL": "https://ping.example/hush-6",
        "OPENAI_API_KEY": "hush-7",
    }
    settings = read(NEEDED | hidden, serving=True)

    assert {variable.name for variable in VARIABLES if variable.secret} == set(hidden)
    assert "hush" not in repr(settings)


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:///studio.sqlite3", "studio.sqlite3"),
        ("sqlite:///kept here/studio.db", "kept here/studio.db"),
        ("sqlite:////srv/studio.sqlite3", "/srv/studio.sqlite3"),
    ],
)
def test_a_sqlite_file_is_found_where_the_address_says(url: str, path: str) -> None:
    assert read({"DATABASE_URL": url}, serving=False).sqlite_path == Path(path)


def test_the_sqlite_file_lies_in_the_data_folder(tmp_path: Path) -> None:
    settings = read({"DATA_DIR": str(tmp_path)}, serving=False)

    assert settings.database_url == f"sqlite:///{tmp_path}/pilateshq.sqlite3"
    assert settings.sqlite_path == tmp_path / "pilateshq.sqlite3"


def test_admins_are_kept_as_digits_and_user_ids_each_once() -> None:
    listed = " +27 82 111 0001, 27821110001 ,27821110002,,ZA.13491208655302741918,ZA.ENT.ab12 "

    settings = read({"ADMIN_WA_LIST": listed}, serving=False)
    assert settings.admins == ("27821110001", "27821110002", "ZA.13491208655302741918", "ZA.ENT.ab12")


def test_each_malformed_admin_is_named() -> None:
    (problem,) = problems_of({"ADMIN_WA_LIST": "27821110001,0821110002,Nadine"})
    assert "0821110002 and Nadine must be digits that begin with the country's code" in problem


def test_the_owner_is_the_first_admin_unless_named_and_is_always_an_admin() -> None:
    assert read(NEEDED, serving=True).owner_wa == "27821110001"

    settings = read(NEEDED | {"NADINE_WA": "+27 82 111 0003"}, serving=True)
    assert settings.owner_wa == "27821110003"
    assert settings.admins == ("27821110001", "27821110002", "27821110003")


def test_a_lease_outlives_a_send() -> None:
    assert problems_of({"LEASE_S": "0.5", "SEND_TIMEOUT_S": "0.5"}) == [
        "LEASE_S=0.5: must be more than SEND_TIMEOUT_S, which is 0.5."
    ]


def test_other_variables_are_ignored_and_empty_ones_count_as_absent() -> None:
    assert read(NEEDED | {"PATH": "/bin", "PORT": "", "PING_URL": "  "}, serving=True) == read(
        NEEDED, serving=True
    )


def test_the_env_example_is_made_from_the_table() -> None:
    shipped = Path(__file__).parents[1] / ".env.example"
    assert shipped.read_text("utf-8") == env_example()


def test_the_env_example_holds_nothing_that_would_serve() -> None:
    lines = [line for line in env_example().splitlines() if line and not line.startswith("#")]
    assert all(line.endswith("=") for line in lines)
    with pytest.raises(SettingsError):
        read(dict(line.split("=", 1) for line in lines), serving=True)


def test_every_line_of_the_env_example_can_be_uncommented() -> None:
    lines = [line.removeprefix("#") for line in env_example().splitlines() if "=" in line]
    assert len(lines) == len(VARIABLES)
    assert read(dict(line.split("=", 1) for line in lines), serving=False) == read({}, serving=False)
