"""A server of the S3 protocol (moto's) and a proxy in front of it that makes requests fail."""

import contextlib
import http.client
import random
import socket
import struct
import subprocess
import sys
import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from waymo_kit.io import locate, s3

LOOPBACK = "127.0.0.1"
STALL_SECONDS = 5
FAULTS = ("error", "throttle", "reset", "lost", "cut", "stall")
"""500; 503 SlowDown; a reset before the request is done, after it, within the answer; a stall."""

_ERROR = '<?xml version="1.0"?><Error><Code>{}</Code><Message>{}</Message></Error>'
_REPLIES = {
    "error": (500, "InternalError", "We encountered an internal error. Please try again."),
    "throttle": (503, "SlowDown", "Please reduce your request rate."),
    "elsewhere": (301, "PermanentRedirect", "The bucket must be addressed elsewhere."),
}


@contextlib.contextmanager
def moto_server():
    """Starts moto's server in a process of its own; gives its port."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", LOOPBACK, "-p", str(port)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, **quiet) as process:
        try:
            deadline = time.monotonic() + 60
            while True:
                try:
                    socket.create_connection((LOOPBACK, port), 1).close()
                    break
                except OSError:
                    assert time.monotonic() < deadline
                    assert process.poll() is None
                    time.sleep(0.1)
            yield port
        finally:
            process.terminate()


def demand_credentials(port, after=0):
    """From then on the server refuses unknown keys."""
    url = f"http://{LOOPBACK}:{port}/moto-api/reset-auth"
    headers = {"Content-Type": "text/plain"}
    with urllib.request.urlopen(urllib.request.Request(url, str(after).encode(), headers)):
        pass


class FaultProxy:
    """Passes requests on, but lets some fail.

    Attributes:
        port: Port on which it listens.
        rate: share of the requests that fail, each in a way chosen from `faults`.
        script: faults of the next requests, None for none; before `rate` counts.
        requests: (method, path, range) of each request.
        injected: number of faults of each kind.
    """

    def __init__(self, target_port, seed=0):
        self.target_port = target_port
        self.rate, self.faults, self.script = 0.0, FAULTS, []
        self.requests, self.injected = [], dict.fromkeys((*FAULTS, "elsewhere"), 0)
        self._random, self._lock = random.Random(seed), threading.Lock()
        handler = type("Handler", (_Handler,), {"proxy": self})
        self._server = ThreadingHTTPServer((LOOPBACK, 0), handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *error):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def next_fault(self, request, is_completion):
        with self._lock:
            self.requests.append(request)
            fault = None
            if self.script:
                fault = self.script.pop(0)
            elif self._random.random() < self.rate:
                fault = self._random.choice(self.faults)
            if fault == "lost" and is_completion:
                fault = "reset"  # S3 answers a repeated completion like the first, moto does not.
            if fault is not None:
                self.injected[fault] += 1
            return fault


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    proxy: FaultProxy

    def log_message(self, *arguments):
        pass

    def handle(self):
        with contextlib.suppress(ConnectionError):
            super().handle()

    def do_any(self):
        body = self._body()
        is_completion = self.command == "POST" and "uploadId=" in self.path
        request = (self.command, self.path, self.headers.get("Range"))
        fault = self.proxy.next_fault(request, is_completion)
        if fault in _REPLIES:
            self._refuse(*_REPLIES[fault])
        elif fault == "reset":
            self._reset()
        else:
            self._pass_on(body, fault)

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = do_any  # noqa: N815

    def _body(self):
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return body

    def _refuse(self, status, code, message):
        content = _ERROR.format(code, message).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/xml")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _reset(self):
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def _pass_on(self, body, fault):
        connection = http.client.HTTPConnection(LOOPBACK, self.proxy.target_port, timeout=60)
        headers = {k: v for k, v in self.headers.items() if k.lower() not in _HOP_HEADERS}
        try:
            connection.request(self.command, self.path, body, headers)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        if fault == "lost":
            self._reset()
            return
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in _HOP_HEADERS:
                self.send_header(name, value)
        if self.command == "HEAD":
            self.send_header("Content-Length", answer.getheader("Content-Length", "0"))
        else:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if fault in ("cut", "stall"):
            self.wfile.write(content[: len(content) // 2])
            self.wfile.flush()
            if fault == "stall":
                time.sleep(STALL_SECONDS)
            self._reset()
        else:
            self.wfile.write(content)


_HOP_HEADERS = {"connection", "transfer-encoding", "content-length", "expect", "keep-alive"}


@contextlib.contextmanager
def bucket_behind(proxy, monkeypatch):
    """Makes an empty bucket `bucket` through a proxy; $AWS... point to it."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{LOOPBACK}:{proxy.port}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    s3._open_bucket.cache_clear()
    locate("s3://bucket?allow_bucket_creation=true")
    yield
    s3._open_bucket.cache_clear()
