import json
import stat
import time

import pytest

from beamlet_sdk import BeamletError, tokens, web


def save_login(home, fake, service, life=600, age=0):
    fake.refresh.add("refresh-0")
    now = time.time() - age
    (home / "login.json").write_text(
        json.dumps(
            {
                "service": web.origin(service),
                "issuer": fake.url,
                "client_id": "cli",
                "user": "alice",
                "access_token": "access-0",
                "refresh_token": "refresh-0",
                "issued_at": now,
                "expires_at": now + life,
            }
        )
    )


def test_an_explicit_token_wins_then_the_environment_then_the_file(home, monkeypatch):
    (home / "token").write_text("kept\n")
    assert tokens.find("https://s.example", None, None).token() == "kept"
    monkeypatch.setenv("BEAMLET_TOKEN", "set")
    assert tokens.find("https://s.example", None, None).token() == "set"
    assert tokens.find("https://s.example", "given", None).token() == "given"


def test_nothing_at_all_is_an_error_that_says_how_to_log_in():
    with pytest.raises(BeamletError, match="beamlet login"):
        tokens.find("https://s.example", None, None)


def test_a_login_is_used_at_its_own_service_only(home, fake):
    save_login(home, fake, "https://s.example/")
    (home / "token").write_text("kept")
    assert tokens.find("HTTPS://s.example:443", None, None).token() == "access-0"
    assert tokens.find("https://s.example.evil", None, None).token() == "kept"


def test_a_stale_token_is_renewed_and_the_renewal_kept_for_other_programs(home, fake):
    save_login(home, fake, "https://s.example", life=10, age=9)
    source = tokens.find("https://s.example", None, None)
    late = tokens.find("https://s.example", None, None)

    assert source.token() == "access-1"
    assert late.token() == "access-1"
    assert fake.issued == 1
    saved = json.loads((home / "login.json").read_text())
    assert (saved["access_token"], saved["refresh_token"], saved["user"]) == (
        "access-1",
        "refresh-1",
        "alice",
    )
    assert stat.S_IMODE((home / "login.json").stat().st_mode) == 0o600


def test_a_refused_token_is_replaced(home, fake):
    save_login(home, fake, "https://s.example")
    source = tokens.find("https://s.example", None, None)
    assert source.renew("access-0") is True
    assert source.token() == "access-1"


def test_an_issuer_that_is_away_harms_nobody_while_the_token_holds(home, fake):
    save_login(home, fake, "https://s.example", life=100, age=90)
    fake.away = True
    assert tokens.find("https://s.example", None, None).token() == "access-0"


def test_a_login_that_the_issuer_has_forgotten_asks_for_another(home, fake):
    save_login(home, fake, "https://s.example", life=10, age=9)
    fake.refresh.clear()
    with pytest.raises(BeamletError, match="beamlet login"):
        tokens.find("https://s.example", None, None).token()


def test_a_service_client_proves_itself_by_its_secret(home, fake, monkeypatch):
    (home / "secret").write_text("s3cret%\n")
    monkeypatch.setenv("BEAMLET_CLIENT_ID", "daemon")
    monkeypatch.setenv("BEAMLET_CLIENT_SECRET_FILE", str(home / "secret"))
    source = tokens.find(fake.url, None, None)

    assert [source.token(), source.token()] == ["access-1", "access-1"]
    assert fake.asked == [({"grant_type": "client_credentials"}, "Basic ZGFlbW9uOnMzY3JldCUyNQ==")]


def test_secrets_are_not_told_without_encryption():
    with pytest.raises(BeamletError, match="unencrypted"):
        web.require_safe("the issuer", "http://127.0.0.1.evil.example")
