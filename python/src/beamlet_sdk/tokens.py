"""Where a bearer token comes from, and how it stays fresh.

The same places, in the same order, as the command `beamlet`: an explicit token, BEAMLET_TOKEN, the
service client of BEAMLET_CLIENT_ID, a login at that service, the file `token` in BEAMLET_HOME.
"""

from __future__ import annotations

import fcntl
import json
import os
import tempfile
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote_plus

import requests

from beamlet_sdk import web
from beamlet_sdk.errors import BeamletError


@dataclass(frozen=True)
class Grant:
    access_token: str
    refresh_token: str | None
    issued_at: float
    expires_at: float

    def stale(self) -> bool:
        """Time for another: a minute before the end, or a fifth of a short life."""
        return time.time() >= self.expires_at - min(60.0, (self.expires_at - self.issued_at) / 5)

    def expired(self) -> bool:
        return time.time() >= self.expires_at


class Fixed:
    """A token that lasts."""

    def __init__(self, token: str):
        if not token.isascii() or not token.isprintable() or " " in token:
            raise BeamletError("the token holds something that is not a token", "give one word")
        self._token = token

    def token(self) -> str:
        return self._token

    def renew(self, refused: str) -> bool:
        return False


class _Renewing:
    """Keeps a grant and gets another before it ends."""

    def __init__(self, grant: Grant | None):
        self._grant = grant
        self._lock = threading.Lock()

    def token(self) -> str:
        with self._lock:
            known = self._grant
            if known is None or known.stale():
                try:
                    known = self._grant = self._another(known, refused=False)
                except BeamletError as e:
                    # An issuer that is away harms nobody while the token still holds.
                    if known is None or known.expired() or not isinstance(e, _Away):
                        raise
            return known.access_token

    def renew(self, refused: str) -> bool:
        with self._lock:
            if self._grant is not None and self._grant.access_token == refused:
                try:
                    self._grant = self._another(self._grant, refused=True)
                except _Away:
                    return False
            return self._grant is not None and self._grant.access_token != refused

    def _another(self, old: Grant | None, refused: bool) -> Grant:
        raise NotImplementedError


class _Away(BeamletError):
    """The issuer cannot be reached."""


class ServiceClient(_Renewing):
    """A program that runs unattended and has a secret of its own."""

    def __init__(self, place, client_id: str, secret: str, scope: str, ca: str | None):
        super().__init__(None)
        self._place = place
        self._login = (client_id, secret)
        self._scope = scope
        self._ca = ca

    def _another(self, old: Grant | None, refused: bool) -> Grant:
        issuer, audience = self._place()
        form = {"grant_type": "client_credentials"}
        if self._scope:
            form["scope"] = self._scope
        if audience:
            form["audience"] = audience
        return _granted(issuer, form, self._login, self._ca)


class Login(_Renewing):
    """The tokens of `beamlet login`, shared with other programs of the user."""

    def __init__(self, file: Path, saved: dict, ca: str | None):
        super().__init__(_grant(saved))
        self._file = file
        self._ca = ca

    def _another(self, old: Grant | None, refused: bool) -> Grant:
        # The command takes the same lock: an issuer may accept a refresh token once only.
        with open(f"{self._file}.lock", "a") as lock:
            fcntl.lockf(lock, fcntl.LOCK_EX)
            saved = read_login(self._file)
            if saved is None:
                raise BeamletError(
                    f"somebody has logged out: '{self._file}' is gone",
                    "log in again with `beamlet login`",
                )
            grant = _grant(saved)
            if old is not None and grant.access_token != old.access_token and not grant.stale():
                return grant
            if not grant.refresh_token:
                if not refused and not grant.expired():
                    return grant
                raise _ended(saved, "")
            form = {
                "grant_type": "refresh_token",
                "refresh_token": grant.refresh_token,
                "client_id": saved["client_id"],
            }
            try:
                fresh = _granted(saved["issuer"], form, None, self._ca)
            except _Away:
                raise
            except BeamletError as e:
                raise _ended(saved, e.what) from e
            if not fresh.refresh_token:
                fresh = replace(fresh, refresh_token=grant.refresh_token)
            _write_private(
                self._file,
                {
                    **saved,
                    "access_token": fresh.access_token,
                    "refresh_token": fresh.refresh_token,
                    "issued_at": fresh.issued_at,
                    "expires_at": fresh.expires_at,
                },
            )
            return fresh


def find(url: str, token: str | None, ca: str | None, environment=os.environ):
    """The tokens of this user for that service."""
    explicit = token or environment.get("BEAMLET_TOKEN", "").strip()
    if explicit:
        return Fixed(explicit)
    client_id = environment.get("BEAMLET_CLIENT_ID", "").strip()
    if client_id:
        return _service_client(url, client_id, ca, environment)
    home = Path(environment.get("BEAMLET_HOME", "").strip() or Path.home() / ".beamlet")
    saved = read_login(home / "login.json")
    if saved is not None and saved["service"] == web.origin(url):
        return Login(home / "login.json", saved, ca)
    kept = web.present(home / "token")
    if kept:
        return Fixed(kept)
    raise BeamletError(
        f"there is no token in BEAMLET_TOKEN or {home / 'token'}, and no login at {url}",
        "run `beamlet login`, or ask whoever runs the service for a token",
    )


def _service_client(url: str, client_id: str, ca: str | None, environment) -> ServiceClient:
    file = environment.get("BEAMLET_CLIENT_SECRET_FILE", "").strip()
    secret = web.present(Path(file)) if file else None
    if not secret:
        raise BeamletError(
            f"BEAMLET_CLIENT_ID is '{client_id}' and there is no secret for it",
            "name the file that holds it in BEAMLET_CLIENT_SECRET_FILE",
        )
    pinned = environment.get("BEAMLET_ISSUER", "").strip()
    scope = environment.get("BEAMLET_SCOPE", "").strip()
    return ServiceClient(lambda: sign_on(url, pinned, ca), client_id, secret, scope, ca)


def sign_on(url: str, pinned: str, ca: str | None) -> tuple[str, str]:
    """The issuer that a service names, unless one is pinned, and the audience of its tokens."""
    answer = _call("GET", f"{web.require_safe('the service', url)}/beamlet/v1/auth", ca)
    issuer = pinned or answer.get("issuer")
    if not issuer:
        raise BeamletError(
            f"{url} has no single sign-on", "ask whoever runs it for a token, set BEAMLET_TOKEN"
        )
    return issuer, answer.get("audience") or ""


def read_login(file: Path) -> dict | None:
    text = web.present(file)
    if text is None:
        return None
    try:
        saved = json.loads(text)
        _grant(saved), saved["service"], saved["issuer"], saved["client_id"]
        return saved
    except (ValueError, KeyError, TypeError) as e:
        raise BeamletError(
            f"'{file}' cannot be read", "remove it and log in again with `beamlet login`"
        ) from e


def _grant(saved: dict) -> Grant:
    return Grant(
        saved["access_token"], saved.get("refresh_token"), saved["issued_at"], saved["expires_at"]
    )


def _granted(issuer: str, form: dict, login: tuple[str, str] | None, ca: str | None) -> Grant:
    base = web.require_safe("the issuer", issuer)
    document = _call("GET", f"{base}/.well-known/openid-configuration", ca)
    if str(document.get("issuer", "")).rstrip("/") != base:
        raise BeamletError(
            f"{issuer} does not answer as an OpenID Connect issuer",
            "check the issuer's address with whoever runs the service",
        )
    endpoint = web.require_safe("the issuer's token endpoint", document["token_endpoint"])
    # RFC 6749 wants both halves encoded as in a form.
    auth = (quote_plus(login[0]), quote_plus(login[1])) if login else None
    answer = _call("POST", endpoint, ca, data=form, auth=auth)
    if "access_token" not in answer:
        error = answer.get("error_description") or answer.get("error") or "no token"
        raise BeamletError(f"{issuer} refuses: {error}", "check the client's name and secret")
    now = time.time()
    return Grant(
        answer["access_token"],
        answer.get("refresh_token"),
        now,
        now + max(1, int(answer.get("expires_in", 600))),
    )


def _call(method: str, url: str, ca: str | None, **kwargs) -> dict:
    try:
        with web.trust(requests.Session(), ca) as session:
            answer = session.request(method, url, timeout=web.LIMIT_S, **kwargs)
    except requests.RequestException as e:
        told = web.explained(web.origin(url), e)
        raise _Away(told.what, told.remedy) from e
    if answer.status_code >= 500:
        raise _Away(f"{web.origin(url)} answered HTTP {answer.status_code}", "try again later")
    try:
        return answer.json()
    except ValueError:
        return {}


def _ended(saved: dict, why: str) -> BeamletError:
    return BeamletError(
        f"the login at {saved['service']} has ended{' (' + why + ')' if why else ''}",
        "log in again with `beamlet login`",
    )


def _write_private(file: Path, value: dict) -> None:
    # mkstemp makes it 0600; a reader sees the old text or the new, never a part.
    handle, fresh = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}")
    try:
        with os.fdopen(handle, "w") as out:
            json.dump(value, out)
            out.write("\n")
        os.replace(fresh, file)
    except BaseException:
        os.unlink(fresh)
        raise
