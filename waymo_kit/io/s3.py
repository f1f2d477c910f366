"""S3 and compatible stores: the filesystem that a URI and the environment describe.

    s3://bucket/key?region=eu-west-1
    s3://bucket/key?endpoint_override=minio.local:9000&scheme=http
    s3://bucket/key?anonymous=true

A request that meets a reset, a stalled transfer, throttling or a server's error is sent again, up
to `ATTEMPTS` times in all, after pauses that double (AWS's standard strategy). Without `?region=`
the region is $AWS_REGION, or S3 is asked; without `?endpoint_override=` it is $AWS_ENDPOINT_URL.
"""

from __future__ import annotations

import os
import random
import time
from functools import cache
from urllib.parse import parse_qsl, urlsplit

import pyarrow as pa
from pyarrow import fs

from waymo_kit.errors import StorageError
from waymo_kit.io.secrets import masked_uri
from waymo_kit.io.traffic import CountedFile

ATTEMPTS = 8

_GIVEN_UP = "Failed to flush response stream"
_DEFAULT_REGION = "us-east-1"
# A small file is one request, where pyarrow can do that, and not the three of a multipart upload.
_SINGLE_REQUEST = {"allow_delayed_open": True} if int(pa.__version__.split(".")[0]) >= 20 else {}

_OPTIONS = ("region", "endpoint_override", "scheme", "anonymous", "allow_bucket_creation")
_ENDPOINT_VARIABLES = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
_REGION_VARIABLES = ("AWS_REGION", "AWS_DEFAULT_REGION")
_CREDENTIALS = "check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or use ?anonymous=true"

_MEANINGS = {
    "INVALID_ACCESS_KEY_ID": f"the access key is unknown: {_CREDENTIALS}",
    "SIGNATURE_DOES_NOT_MATCH": f"the secret key is wrong: {_CREDENTIALS}",
    "ExpiredToken": f"the credentials have expired: {_CREDENTIALS}",
    "ACCESS_DENIED": f"access is denied: {_CREDENTIALS}",
    "HTTP status 403": f"access is denied: {_CREDENTIALS}",
    "NO_SUCH_BUCKET": "there is no such bucket",
    "HTTP status 301": "the bucket is in another region: add ?region=",
    "PermanentRedirect": "the bucket is in another region: add ?region=",
    "AuthorizationHeaderMalformed": "the bucket is in another region: add ?region=",
}
"""Part of an error of the AWS SDK -> what it means."""


def open_s3(uri: str) -> fs.S3FileSystem:
    """Returns the filesystem of a URI; the same one for the same bucket and options.

    Raises:
        StorageError: An option is not known, credentials are in the URI, the bucket does not exist
            or its region cannot be found out, or nothing answers.
    """
    parts = urlsplit(uri)
    if "@" in parts.netloc:
        # Not repeated here: it would end in a log, too.
        raise StorageError(
            "s3://...@...: expected no credentials in a URI, which is printed and logged; set "
            "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
        )
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    unknown = [name for name in options if name not in _OPTIONS]
    if unknown or not parts.netloc:
        raise StorageError(
            f"{masked_uri(uri)}: expected s3://bucket/key, with ?{', '.join(_OPTIONS)} if needed; "
            f"got {', '.join(unknown) or 'no bucket'}"
        )
    try:
        return _open_bucket(parts.netloc, tuple(sorted(options.items())))
    except (OSError, pa.ArrowException) as error:
        raise StorageError(f"{uri}: {explain(error)}") from error


@cache
def _open_bucket(bucket: str, options: tuple[tuple[str, str], ...]) -> fs.S3FileSystem:
    chosen = dict(options)
    scheme, endpoint = _endpoint(chosen)
    region = chosen.get("region") or _first_variable(_REGION_VARIABLES)
    if region is None:
        region = _DEFAULT_REGION if endpoint else fs.resolve_s3_region(bucket)
    creates = chosen.get("allow_bucket_creation") == "true"
    filesystem = fs.S3FileSystem(
        region=region,
        scheme=scheme,
        endpoint_override=endpoint,
        anonymous=chosen.get("anonymous") == "true",
        allow_bucket_creation=creates,
        retry_strategy=fs.AwsStandardS3RetryStrategy(max_attempts=ATTEMPTS),
        **_SINGLE_REQUEST,
    )
    try:
        found = filesystem.get_file_info(bucket).type
    except OSError as error:
        if "ACCESS_DENIED" not in str(error):
            raise
        return filesystem  # The right to read files is not that to look at the bucket.
    if found == fs.FileType.NotFound:
        if not creates:
            raise OSError("there is no such bucket")
        filesystem.create_dir(bucket)
    return filesystem


def _endpoint(options: dict[str, str]) -> tuple[str, str]:
    """Returns the scheme, and host and port, which may be empty."""
    from_environment = urlsplit(_first_variable(_ENDPOINT_VARIABLES) or "")
    endpoint = options.get("endpoint_override")
    if endpoint is None:
        endpoint, scheme = from_environment.netloc, from_environment.scheme or "https"
    else:
        scheme = "https"
    return options.get("scheme", scheme), endpoint


def _first_variable(names: tuple[str, ...]) -> str | None:
    return next((os.environ[name] for name in names if os.environ.get(name)), None)


class PatientFile(CountedFile):
    """A file whose ranges are requested again where the AWS SDK gives up too early.

    The SDK does so where the text of an error does not fit the buffer of the requested bytes.
    """

    def _fetch(self, count: int) -> bytes:
        attempt = 1
        while True:
            try:
                return super()._fetch(count)
            except OSError as error:
                if attempt == ATTEMPTS or _GIVEN_UP not in str(error):
                    raise
                time.sleep(random.random() * min(2**attempt / 10, 20))
                attempt += 1


def explain(error: BaseException) -> str:
    """Returns an error of the AWS SDK in one line, led by its meaning where that is known."""
    message = " ".join(str(error).partition(" (Request ID")[0].split())
    for part, meaning in _MEANINGS.items():
        if part in message:
            return f"{meaning} ({message})"
    return message
