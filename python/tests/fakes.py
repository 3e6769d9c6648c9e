"""An issuer and a service on loopback, as small as the tests need them."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class Fake:
    """Answers by path; refresh tokens are good once."""

    def __init__(self):
        self.asked = []
        self.issued = 0
        self.life = 600
        self.away = False
        self.refresh = set()
        self.valid = None
        fake = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                self.answer(*fake.get(self.path, self.headers))

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                self.answer(*fake.post(self.path, self.headers, body))

            def answer(self, status, value):
                body = json.dumps(value).encode()
                self.send_response(503 if fake.away else status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def get(self, path, headers):
        path = urlsplit(path).path
        if path == "/.well-known/openid-configuration":
            return 200, {"issuer": self.url, "token_endpoint": self.url + "/token"}
        if path == "/beamlet/v1/auth":
            return 200, {"issuer": self.url}
        self.asked.append((path, headers.get("Authorization")))
        if self.valid is not None and headers.get("Authorization") != f"Bearer {self.valid}":
            return 401, {"code": "INVALID_AUTH_TOKEN", "message": "not known here"}
        if path == "/v2/version":
            versions = {"min_sdk_version": "2.0.0", "min_ep_version": "2.0.0", "api": "1.23.0"}
            return 200, versions
        if path == "/v2/get_amqp_result_connection_url":
            return 200, {"queue_prefix": "s.", "connection_url": "amqps://u:p@broker.example/v?heartbeat=9"}
        return 404, {"code": "X", "message": "nothing there"}

    def post(self, path, headers, body):
        form = {key: value[0] for key, value in parse_qs(body).items()}
        self.asked.append((form, headers.get("Authorization")))
        if "refresh_token" in form:
            if form["refresh_token"] not in self.refresh:
                return 400, {"error": "invalid_grant"}
            self.refresh.discard(form["refresh_token"])
        self.issued += 1
        self.refresh.add(f"refresh-{self.issued}")
        return 200, {
            "access_token": f"access-{self.issued}",
            "refresh_token": f"refresh-{self.issued}",
            "expires_in": self.life,
        }

    def close(self):
        self._server.shutdown()
        self._server.server_close()
