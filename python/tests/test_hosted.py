import socket
import urllib.parse

import globus_sdk
import pytest

import beamlet_sdk
from beamlet_sdk import BeamletError
from beamlet_sdk.hosted import with_ca


def test_the_client_calls_the_address_with_the_token(fake):
    fake.valid = "mine"
    client = beamlet_sdk.client(fake.url, token="mine")
    assert client.web_service_address == fake.url
    assert fake.asked == [("/v2/version", "Bearer mine")]


def test_a_refused_token_is_renewed_and_the_call_repeated(home, fake, monkeypatch):
    (home / "secret").write_text("x")
    monkeypatch.setenv("BEAMLET_CLIENT_ID", "daemon")
    monkeypatch.setenv("BEAMLET_CLIENT_SECRET_FILE", str(home / "secret"))
    fake.valid = "access-2"
    beamlet_sdk.client(fake.url)
    assert fake.issued == 2


def test_an_error_of_the_service_is_the_sdks_own(fake):
    client = beamlet_sdk.client(fake.url, token="mine", do_version_check=False)
    with pytest.raises(globus_sdk.GlobusAPIError, match="nothing there"):
        client.get_task("0f8fad5b-d9cb-469f-a165-70867728950e")


def test_a_service_that_is_not_there_is_said_in_one_line(monkeypatch):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
        monkeypatch.setattr("time.sleep", lambda _: None)
        with pytest.raises(BeamletError, match="nothing answers at"):
            beamlet_sdk.client(url, token="mine")


def test_a_ca_that_is_none_is_said(tmp_path, fake):
    with pytest.raises(BeamletError, match="BEAMLET_CA"):
        beamlet_sdk.client(fake.url, token="mine", ca=tmp_path / "absent.pem")


def test_pika_is_told_of_the_ca():
    url = with_ca("amqps://u:p%2F@b.example/v%2Fh?heartbeat=9", "/etc/a b.pem")
    parts = urllib.parse.urlsplit(url)
    assert parts.netloc == "u:p%2F@b.example" and parts.path == "/v%2Fh"
    assert urllib.parse.parse_qs(parts.query) == {
        "heartbeat": ["9"],
        "ssl_options": ["{'ca_certs': '/etc/a b.pem'}"],
    }
    assert with_ca("amqp://u:p@127.0.0.1/", "ca.pem") == "amqp://u:p@127.0.0.1/"


def test_an_executor_speaks_json_where_that_is_asked_for(fake):
    client = beamlet_sdk.client(fake.url, token="mine")
    with beamlet_sdk.executor(
        "0f8fad5b-d9cb-469f-a165-70867728950e", client=client, json=True
    ) as executor:
        assert executor.client is client
        assert executor.serializer.serialize([1]).startswith("11\n")
    with pytest.raises(BeamletError, match="both"):
        beamlet_sdk.executor("x", client=client, token="t")
