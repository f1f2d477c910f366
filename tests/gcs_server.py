"""A small Google Cloud Storage server for tests: the files of a folder, read by the JSON API.

It runs in a process of its own, because pyarrow holds the interpreter's lock while it waits.
Folders of an object store are only names: like those of most buckets, these have no marker objects.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import google_crc32c


class GcsServer:
    """The server as tests see it.

    Attributes:
        port: Port on this machine.
    """

    def __init__(self, port: int) -> None:
        self.port = port

    def uri(self, bucket: str, path: str) -> str:
        """URI by which pyarrow reads from this server."""
        options = f"endpoint_override=127.0.0.1:{self.port}&scheme=http&retry_limit_seconds=5"
        return f"gs://anonymous@{bucket}/{path}?{options}"

    def flip(self, bucket: str, path: str, place: int, times: int) -> None:
        """Flips a bit of each answer that holds a byte of a file, for a number of answers."""
        query = urlencode({"name": f"{bucket}/{path}", "place": place, "times": times})
        urllib.request.urlopen(f"http://127.0.0.1:{self.port}/flip?{query}").close()

    def new_requests(self) -> list[str]:
        """Returns the lines of the requests that came since the last call."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/new_requests") as answer:
            return list(json.load(answer))


@contextlib.contextmanager
def gcs_server(folder: Path) -> Iterator[GcsServer]:
    """Runs a server while the context is open; each folder in `folder` is a bucket."""
    command = [sys.executable, __file__, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield GcsServer(int(process.stdout.readline()))
        finally:
            process.terminate()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    folder: Path
    requests: list[str]
    flips: dict[str, list[int]]

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        if url.path == "/new_requests":
            self._json(200, self.requests)
            self.requests.clear()
            return
        options = {key: values[0] for key, values in parse_qs(url.query).items()}
        if url.path == "/flip":
            self.flips[options["name"]] = [int(options["place"]), int(options["times"])]
            self._json(200, {})
            return
        self.requests.append(self.requestline)
        match = re.fullmatch(r"(?:/download)?/storage/v1/b/([^/]+)(/o(?:/(.+))?)?", url.path)
        plain = re.fullmatch(r"/([^/]+)/(.+)", url.path)
        if match is None and plain is not None:  # the XML API, which reads content
            self._content(unquote(plain[1]), unquote(plain[2]))
        elif match is None:
            self._json(404, {"error": {"code": 404, "message": "no such method"}})
        elif match[2] is None:
            self._json(200, {"kind": "storage#bucket", "name": match[1], "id": match[1]})
        elif match[3] is None:
            self._list(match[1], options)
        elif options.get("alt") == "media":
            self._content(match[1], unquote(match[3]))
        else:
            name = unquote(match[3])
            found = self._read(match[1], name) is not None
            missing = {"error": {"code": 404, "message": f"no object {name}"}}
            self._json(200 if found else 404, self._facts(match[1], name) if found else missing)

    def _read(self, bucket: str, name: str) -> bytes | None:
        path = self.folder / bucket / name
        return path.read_bytes() if path.is_file() else None

    def _facts(self, bucket: str, name: str) -> dict[str, str]:
        content = self._read(bucket, name) or b""
        return {
            "kind": "storage#object",
            "id": f"{bucket}/{name}/1",
            "name": name,
            "bucket": bucket,
            "size": str(len(content)),
            "crc32c": base64.b64encode(google_crc32c.Checksum(content).digest()).decode(),
            "md5Hash": base64.b64encode(hashlib.md5(content).digest()).decode(),
            "generation": str(1 + google_crc32c.value(content)),
            "metageneration": "1",
            "updated": "2024-01-01T00:00:00.000Z",
            "timeCreated": "2024-01-01T00:00:00.000Z",
        }

    def _list(self, bucket: str, options: dict[str, str]) -> None:
        prefix, delimiter = options.get("prefix", ""), options.get("delimiter", "")
        items, prefixes = [], set()
        paths = sorted(path for path in (self.folder / bucket).rglob("*") if path.is_file())
        for name in (path.relative_to(self.folder / bucket).as_posix() for path in paths):
            if not name.startswith(prefix):
                continue
            rest = name[len(prefix) :]
            if delimiter and delimiter in rest:
                prefixes.add(prefix + rest.partition(delimiter)[0] + delimiter)
            else:
                items.append(self._facts(bucket, name))
        content = {"kind": "storage#objects", "items": items, "prefixes": sorted(prefixes)}
        self._json(200, content)

    def _content(self, bucket: str, name: str) -> None:
        content = self._read(bucket, name)
        if content is None:
            self._json(404, {"error": {"code": 404, "message": f"no object {name}"}})
            return
        span = re.fullmatch(r"bytes=(\d*)-(\d*)", self.headers.get("Range", ""))
        headers = {"x-goog-generation": self._facts(bucket, name)["generation"]}
        content = self._on_the_way(f"{bucket}/{name}", content)
        if span is None:
            self._answer(200, content, headers)
            return
        if span[1]:
            first = int(span[1])
            last = min(int(span[2]) if span[2] else len(content) - 1, len(content) - 1)
        else:
            first, last = max(len(content) - int(span[2]), 0), len(content) - 1
        if first > last:
            self._answer(416, b"", {"Content-Range": f"bytes */{len(content)}"})
            return
        headers["Content-Range"] = f"bytes {first}-{last}/{len(content)}"
        self._answer(206, content[first : last + 1], headers)

    def _on_the_way(self, name: str, content: bytes) -> bytes:
        place, times = self.flips.get(name, [0, 0])
        if not times:
            return content
        self.flips[name][1] -= 1
        return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]

    def _json(self, status: int, values: object) -> None:
        self._answer(status, json.dumps(values).encode(), {"Content-Type": "application/json"})

    def _answer(self, status: int, content: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        with contextlib.suppress(ConnectionError):
            self.wfile.write(content)

    def log_message(self, format: str, *arguments: object) -> None:
        """Writes nothing."""


def main() -> None:
    """Serves the folder that is given; prints the port."""
    _Handler.folder, _Handler.requests, _Handler.flips = Path(sys.argv[1]), [], {}
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        print(server.server_address[1], flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
