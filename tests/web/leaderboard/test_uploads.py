"""Resumable uploads: offsets, checksums, ends, full disks and what is left behind."""

import base64
import errno
import hashlib
from datetime import timedelta

import pytest

from tests.web.leaderboard.conftest import Browser
from tests.web.leaderboard.people import upload
from waymo_kit.errors import InvalidInputError, OutputError
from waymo_kit.web.leaderboard import submissions, uploads
from waymo_kit.web.leaderboard.errors import (
    GoneError,
    LockedError,
    StorageFullError,
    UnavailableError,
)

CONTENT = b"PAR1" + bytes(range(256)) * 8 + b"PAR1"
TUS = "application/offset+octet-stream"

pytestmark = pytest.mark.usefixtures("phases")


@pytest.fixture
def made(people, ada):
    return people.begin(*ada, size=len(CONTENT))


@pytest.fixture
def client(app, people, ada):
    browser = Browser(app)
    browser.headers["Authorization"] = f"Bearer {people.token(ada[0])}"
    return browser


def patch(client, made, offset, data, **headers):
    headers = {"Content-Type": TUS, "Upload-Offset": str(offset), **headers}
    return client.patch(f"/api/v1/uploads/{made}", content=data, headers=headers)


def state(site, ada, made):
    return submissions.view(site, ada[0], made).summary.state


def test_a_file_arrives_in_chunks_and_is_checked(site, ada, client, made):
    assert client.head(f"/api/v1/uploads/{made}").headers["upload-offset"] == "0"
    assert patch(client, made, 0, CONTENT[:1000]).headers["upload-offset"] == "1000"
    assert patch(client, made, 900, CONTENT[900:]).status_code == 409
    head = client.head(f"/api/v1/uploads/{made}")
    assert head.headers["upload-offset"] == "1000"
    assert head.headers["upload-length"] == str(len(CONTENT))
    assert "upload-expires" in head.headers
    assert state(site, ada, made) == "uploading"
    assert patch(client, made, 1000, CONTENT[1000:]).status_code == 204
    view = submissions.view(site, ada[0], made)
    assert view.summary.state == "checking"
    assert view.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert (site.files / f"submissions/{made}").read_bytes() == CONTENT
    assert list(site.uploads.iterdir()) == []
    assert patch(client, made, 0, b"x").status_code == 409


def test_a_chunk_with_a_wrong_checksum_is_dropped(client, made):
    good = base64.b64encode(hashlib.sha256(CONTENT[:50]).digest()).decode()
    answer = patch(client, made, 0, CONTENT[:60], **{"Upload-Checksum": f"sha256 {good}"})
    assert answer.status_code == 460
    assert client.head(f"/api/v1/uploads/{made}").headers["upload-offset"] == "0"
    answer = patch(client, made, 0, CONTENT[:50], **{"Upload-Checksum": f"sha256 {good}"})
    assert answer.headers["upload-offset"] == "50"
    answer = patch(client, made, 50, b"x", **{"Upload-Checksum": "md5 AAAA"})
    assert answer.status_code == 422


def test_tus_creation_and_capabilities(client, ada, site):
    answer = client.options("/api/v1/uploads")
    assert "creation,checksum,expiration,termination" in answer.headers["tus-extension"]
    values = {
        "filename": "p.parquet",
        "method": "Mine",
        "phase": "test",
        "task": "detection",
        "team_id": ada[1].id,
    }
    pairs = [f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in values.items()]
    headers = {"Upload-Length": "10", "Upload-Metadata": ",".join(pairs)}
    answer = client.post("/api/v1/uploads", headers=headers)
    assert answer.status_code == 201
    place = answer.headers["location"]
    assert client.head(place).headers["upload-length"] == "10"
    assert client.delete(place).status_code == 204
    assert client.head(place).status_code == 410
    for broken in ("", "filename", "filename !!!", f"{pairs[0]},{pairs[0]}"):
        headers = {"Upload-Length": "10", "Upload-Metadata": broken}
        assert client.post("/api/v1/uploads", headers=headers).status_code == 422


def test_a_plain_put_takes_the_whole_file(site, ada, client, made):
    path = f"/api/v1/submissions/{made}/file"
    headers = {"Content-Type": "application/octet-stream"}
    assert client.put(path, content=CONTENT[:9], headers=headers).status_code == 200
    assert state(site, ada, made) == "uploading"
    answer = client.put(path, content=CONTENT, headers=headers)
    assert answer.json()["summary"]["state"] == "checking"


def test_more_bytes_than_announced_are_refused(client, made):
    assert patch(client, made, 0, CONTENT + b"x").status_code == 413
    assert int(client.head(f"/api/v1/uploads/{made}").headers["upload-offset"]) <= len(CONTENT)


def test_a_file_that_is_no_parquet_is_rejected_at_once(site, people, ada):
    made = people.begin(*ada, size=10)
    with pytest.raises(InvalidInputError, match="first bytes"):
        upload(site, ada[0], made, b"0123456789")
    view = submissions.view(site, ada[0], made)
    assert view.summary.state == "rejected"
    assert "first bytes" in view.reasons[0]


def test_two_writers_of_one_upload_do_not_mix(site, ada, made):
    chunk = uploads.open_chunk(site, ada[0], made, offset=0)
    with pytest.raises(LockedError):
        uploads.open_chunk(site, ada[0], made, offset=0)
    chunk.release()
    uploads.open_chunk(site, ada[0], made, offset=0).release()


def test_uploads_expire_and_are_kept_while_they_go_on(site, ada, made):
    limit = timedelta(days=site.settings.limits.upload_days)
    site.clock.offset += limit * 0.9
    chunk = uploads.open_chunk(site, ada[0], made, offset=0)
    chunk.write(CONTENT[:10])
    chunk.finish()
    chunk.release()
    site.clock.offset += limit * 0.9
    assert uploads.status(site, ada[0], made).offset == 10
    site.clock.offset += limit * 0.2
    with pytest.raises(GoneError):
        uploads.status(site, ada[0], made)
    uploads.finish_pending(site)
    assert state(site, ada, made) == "cancelled"
    assert list(site.uploads.iterdir()) == []


def test_a_full_disk_keeps_what_fits_and_the_upload_goes_on(site, ada, made, monkeypatch):
    chunk = uploads.open_chunk(site, ada[0], made, offset=0)
    chunk.write(CONTENT[:100])

    class FullFile:
        def write(self, data):
            raise OSError(errno.ENOSPC, "No space left on device")

        def fileno(self):
            return real.fileno()

    real, chunk._file = chunk._file, FullFile()
    with pytest.raises(StorageFullError):
        chunk.write(CONTENT[100:200])
    chunk._file = real
    chunk.release()
    assert uploads.status(site, ada[0], made).offset == 100
    usage = type("Usage", (), {"free": 0})
    with monkeypatch.context() as patched:
        patched.setattr(uploads.shutil, "disk_usage", lambda folder: usage)
        with pytest.raises(StorageFullError):
            uploads.open_chunk(site, ada[0], made, offset=100)
    chunk = uploads.open_chunk(site, ada[0], made, offset=100)
    chunk.write(CONTENT[100:])
    chunk.finish()
    chunk.release()
    uploads.finish(site, made)
    assert state(site, ada, made) == "checking"


def test_an_outage_of_the_storage_loses_nothing(site, ada, made, monkeypatch):
    def fail(staged, target):
        raise OutputError(f"{target}: connection reset")

    with monkeypatch.context() as patched:
        patched.setattr(uploads, "publish", fail)
        with pytest.raises(UnavailableError):
            upload(site, ada[0], made, CONTENT)
        with pytest.raises(UnavailableError):
            uploads.finish_pending(site)
    assert state(site, ada, made) == "uploading"
    assert uploads.finish_pending(site) == 1
    assert state(site, ada, made) == "checking"
    assert (site.files / f"submissions/{made}").read_bytes() == CONTENT


def test_a_server_that_died_after_the_last_byte_goes_on(site, ada, made):
    chunk = uploads.open_chunk(site, ada[0], made, offset=0)
    chunk.write(CONTENT)
    chunk.release()
    assert state(site, ada, made) == "uploading"
    uploads.finish_pending(site)
    assert state(site, ada, made) == "checking"
    uploads.finish(site, made)
    uploads.finish_pending(site)
    assert state(site, ada, made) == "checking"


def test_few_submissions_of_a_team_are_under_way(site, people, ada):
    from waymo_kit.web.leaderboard.errors import TooManyError

    limit = site.settings.limits.active_submissions
    made = [people.begin(*ada, phase="check") for _ in range(limit)]
    with pytest.raises(TooManyError):
        people.begin(*ada, phase="check")
    uploads.terminate(site, ada[0], made[0])
    people.begin(*ada, phase="check")
