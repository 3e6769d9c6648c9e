"""Connections that trust a facility's CA besides the usual ones, and what their faults mean."""

from __future__ import annotations

import ipaddress
import ssl
from pathlib import Path
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

from beamlet_sdk.errors import BeamletError

LIMIT_S = 20


class TrustingAdapter(HTTPAdapter):
    """Adds the certificates of a file to those that are trusted anyway."""

    def __init__(self, ca: str):
        self._context = ssl.create_default_context()
        try:
            self._context.load_verify_locations(ca)
        except (OSError, ssl.SSLError) as e:
            raise BeamletError(
                f"'{ca}' cannot serve as the list of trusted certificates ({e})",
                "name the PEM file of your facility's CA in ca= or BEAMLET_CA",
            ) from e
        super().__init__()

    def init_poolmanager(self, *args, **kwargs):
        kwargs["ssl_context"] = self._context
        return super().init_poolmanager(*args, **kwargs)

    def proxy_manager_for(self, *args, **kwargs):
        kwargs["ssl_context"] = self._context
        return super().proxy_manager_for(*args, **kwargs)


def trust(session: requests.Session, ca: str | None) -> requests.Session:
    if ca:
        session.mount("https://", TrustingAdapter(ca))
    return session


def require_safe(what: str, url: str) -> str:
    """Lets pass what is encrypted or does not leave this machine."""
    parts = urlsplit(url)
    loopback = _is_loopback(parts.hostname or "")
    if parts.hostname and (parts.scheme == "https" or (parts.scheme == "http" and loopback)):
        return url.rstrip("/")
    raise BeamletError(
        f"{what} is '{url}', where secrets would travel unencrypted", "use an https:// address"
    )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def origin(url: str) -> str:
    """Scheme, host and port, in one way of writing."""
    parts = urlsplit(url)
    scheme = (parts.scheme or "").lower()
    port = parts.port or (443 if scheme == "https" else 80)
    host = (parts.hostname or "").lower()
    return f"{scheme}://{'[' + host + ']' if ':' in host else host}:{port}"


def explained(url: str, error: Exception) -> BeamletError:
    """What a failure to connect means."""
    text = str(error)
    if "CERTIFICATE_VERIFY_FAILED" in text:
        if "expired" in text or "not yet valid" in text:
            return BeamletError(
                f"the certificate of {url} is not valid today",
                "check this machine's clock, or ask whoever runs the service to renew it",
            )
        if "Hostname mismatch" in text or "not valid for" in text or "doesn't match" in text:
            return BeamletError(
                f"the certificate of {url} is for another name",
                "use the name that the certificate was made for",
            )
        return BeamletError(
            f"the certificate of {url} is signed by nobody that is trusted here",
            "name the PEM file of the facility's CA in ca= or BEAMLET_CA",
        )
    if "WRONG_VERSION_NUMBER" in text or "record layer failure" in text:
        return BeamletError(f"{url} answers without TLS", "give the address of its TLS port")
    if "Name or service not known" in text or "NameResolutionError" in text:
        return BeamletError(
            f"the host name in {url} is not known", "check its spelling and this machine's network"
        )
    return BeamletError(
        f"nothing answers at {url}", "check the address, and ask whoever runs the service"
    )


def present(path: Path) -> str | None:
    """The text of a file that may be absent or empty."""
    try:
        return path.read_text().strip() or None
    except FileNotFoundError:
        return None
    except OSError as e:
        raise BeamletError(f"{path} cannot be read ({e.strerror})", f"chmod 600 {path}") from e
