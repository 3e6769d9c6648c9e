"""Builds the SDK's own Client and Executor for a service that is not Globus's."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import globus_sdk
from globus_compute_sdk import Client, Executor
from globus_compute_sdk.serialize import ComputeSerializer, JSONData
from globus_sdk.authorizers import GlobusAuthorizer

from beamlet_sdk import tokens, web
from beamlet_sdk.errors import BeamletError

try:
    # The SDK has no argument for an address; this is the one inner part that is needed.
    from globus_compute_sdk.sdk.client import _ComputeWebClient
except ImportError as e:  # pragma: no cover - another SDK than those that were tried
    raise ImportError(
        "this globus-compute-sdk is built otherwise than those that beamlet-sdk knows;"
        " use `beamlet connect`, or globus-compute-sdk 4.15 to 4.19"
    ) from e


class RenewingAuthorizer(GlobusAuthorizer):
    """Asks for a token before every request, and for another after a 401."""

    def __init__(self, source):
        self._source = source
        self._sent: str | None = None

    def get_authorization_header(self) -> str:
        self._sent = self._source.token()
        return f"Bearer {self._sent}"

    def handle_missing_authorization(self) -> bool:
        return self._sent is not None and self._source.renew(self._sent)


class HostedClient(Client):
    """The SDK's client, calling another address."""

    def __init__(self, url: str, source, ca: str | None, do_version_check: bool, **kwargs):
        authorizer = RenewingAuthorizer(source)
        super().__init__(do_version_check=False, authorizer=authorizer, **kwargs)
        self.web_service_address = url
        self._ca = ca
        self._compute_web_client = _ComputeWebClient(base_url=url, authorizer=authorizer)
        for one in (self._compute_web_client.v2, self._compute_web_client.v3):
            web.trust(one.transport.session, ca)
        if do_version_check:
            self._first_call()

    def _first_call(self) -> None:
        """The first call finds what is wrong with address, certificate or token."""
        source = self.authorizer._source
        source.token()
        try:
            self.version_check()
        except globus_sdk.NetworkError as e:
            raise web.explained(self.web_service_address, e.underlying_exception or e) from e

    def get_result_amqp_url(self) -> dict[str, str]:
        answer = dict(super().get_result_amqp_url())
        if self._ca:
            answer["connection_url"] = with_ca(answer["connection_url"], self._ca)
        return answer


def with_ca(connection_url: str, ca: str) -> str:
    """Tells pika, in its own words, which CA signs the broker's certificate."""
    parts = urlsplit(connection_url)
    if parts.scheme != "amqps":
        return connection_url
    options = "ssl_options=" + quote(repr({"ca_certs": ca}), safe="")
    query = f"{parts.query}&{options}" if parts.query else options
    return urlunsplit(parts._replace(query=query))


def client(
    url: str | None = None,
    token: str | None = None,
    ca: str | os.PathLike | None = None,
    *,
    do_version_check: bool = True,
    **kwargs,
) -> Client:
    """A `globus_compute_sdk.Client` of the service at `url`.

    :param url: https address of the service (default: BEAMLET_URL)
    :param token: an API token; without one, BEAMLET_TOKEN, a service client, the login at that
        service or the token in BEAMLET_HOME is used, and renewed where it ends
    :param ca: PEM file of the CA that signs the certificates of service and broker, where that is
        the facility's own (default: BEAMLET_CA)
    :param kwargs: go to `globus_compute_sdk.Client`
    """
    address = url or os.environ.get("BEAMLET_URL", "").strip() or "http://127.0.0.1:5000"
    service = web.require_safe("the service", address)
    pem = str(ca or os.environ.get("BEAMLET_CA", "").strip()) or None
    if pem:
        pem = str(Path(pem).absolute())
    return HostedClient(
        service, tokens.find(service, token, pem), pem, do_version_check, **kwargs
    )


_client = client


def executor(
    endpoint,
    *,
    url: str | None = None,
    token: str | None = None,
    ca: str | os.PathLike | None = None,
    client: Client | None = None,
    json: bool = False,
    **kwargs,
) -> Executor:
    """A `globus_compute_sdk.Executor` on an endpoint of the service at `url`.

    :param client: one from `beamlet_sdk.client`, instead of url, token and ca
    :param json: arguments and results travel as JSON, as functions of the catalog and all that are
        not written in Python need it
    :param kwargs: go to `globus_compute_sdk.Executor`
    """
    if client is not None and (url or token or ca):
        raise BeamletError("both a client and an address are given", "give one of them")
    if json:
        kwargs.setdefault("serializer", ComputeSerializer(strategy_data=JSONData()))
        kwargs.setdefault("result_serializers", [JSONData()])
    return Executor(
        endpoint_id=endpoint,
        client=client or _client(url, token, ca),
        **kwargs,
    )
