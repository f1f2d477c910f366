"""Log-in through an OpenID Connect provider, against one that tells the truth or lies."""

import json
import threading
import time
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from waymo_kit.web.leaderboard import oidc
from waymo_kit.web.leaderboard.errors import NotAllowedError, NotLoggedInError, UnavailableError
from waymo_kit.web.leaderboard.settings import OidcSettings


class Provider:
    """A provider on this machine; `claims` changes what its tokens say."""

    def __init__(self):
        self.key, self.claims, self.signer = RSAKey.generate_key(2048, {"kid": "a"}), {}, None
        self.requests, self.is_whole = [], True
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                if "openid-configuration" in self.path:
                    self.answer(
                        {
                            "issuer": provider.url,
                            "authorization_endpoint": f"{provider.url}/authorize",
                            "token_endpoint": f"{provider.url}/token",
                            "jwks_uri": f"{provider.url}/keys",
                        }
                        if provider.is_whole
                        else {"issuer": provider.url}
                    )
                else:
                    self.answer({"keys": [provider.key.as_dict(private=False)]})

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                provider.requests.append((parse_qs(body), self.headers["Authorization"]))
                self.answer({"id_token": provider.token()})

            def answer(self, values):
                self.send_response(200)
                self.end_headers()
                self.wfile.write(json.dumps(values).encode())

            def log_message(self, *arguments):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def token(self):
        claims = {
            "iss": self.url,
            "aud": "board",
            "sub": "1234",
            "exp": int(time.time()) + 60,
            "email": "ada@uni.example",
            "email_verified": True,
            "name": "Ada",
        } | self.claims
        kind = "HS256" if isinstance(self.signer, OctKey) else "RS256"
        return jwt.encode({"alg": kind, "kid": "a"}, claims, self.signer or self.key)


@pytest.fixture(scope="module")
def provider():
    made = Provider()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def asked(site, provider, tmp_path):
    """Begins a log-in; returns its sealed state and what the provider was asked."""
    secret = tmp_path / "secret"
    secret.write_text("the secret")
    settings = OidcSettings(provider.url, "board", str(secret), domains=("uni.example",))
    site.settings = replace(site.settings, url="https://board.example.org", oidc=settings)

    def begin():
        provider.claims, provider.signer = {}, None
        url, sealed = oidc.begin(site)
        query = {name: value[0] for name, value in parse_qs(urlsplit(url).query).items()}
        provider.claims = {"nonce": query["nonce"]}
        return sealed, query

    return begin


def test_a_configuration_without_endpoints_is_an_outage(provider, asked, monkeypatch):
    monkeypatch.setattr(provider, "is_whole", False)
    with pytest.raises(UnavailableError, match="has no authorization_endpoint"):
        asked()


def test_a_log_in_makes_one_account(site, provider, asked):
    found = set()
    for _ in range(2):
        sealed, query = asked()
        assert query["redirect_uri"] == "https://board.example.org/oidc/callback"
        found.add(oidc.complete(site, sealed=sealed, state=query["state"], code="abc"))
    assert len(found) == 1
    body, authorization = provider.requests[-1]
    assert body["code"] == ["abc"]
    assert len(body["code_verifier"][0]) >= 43
    assert authorization.startswith("Basic ")


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "other"},
        {"aud": "another"},
        {"aud": ["board", "another"]},
        {"iss": "https://evil.example"},
        {"exp": 1},
        {"nbf": 32503680000},
        {"sub": None},
    ],
    ids=str,
)
def test_an_identity_token_counts_only_if_all_of_it_is_right(site, provider, asked, claims):
    sealed, query = asked()
    provider.claims = provider.claims | claims
    with pytest.raises(NotLoggedInError):
        oidc.complete(site, sealed=sealed, state=query["state"], code="abc")


def test_forged_answers_are_refused(site, provider, asked):
    sealed, query = asked()
    with pytest.raises(NotLoggedInError):
        oidc.complete(site, sealed=sealed, state="other", code="abc")
    with pytest.raises(NotLoggedInError):
        oidc.complete(site, sealed=sealed[:-4] + "AAAA", state=query["state"], code="abc")
    shared = OctKey.import_key("a secret that is not the key")
    for signer in (RSAKey.generate_key(2048, {"kid": "a"}), shared):
        provider.signer = signer
        with pytest.raises(NotLoggedInError, match="not signed"):
            oidc.complete(site, sealed=sealed, state=query["state"], code="abc")


def test_only_people_of_the_domain_with_a_verified_address_register(site, provider, asked):
    for claims in ({"email": "eve@evil.example"}, {"email_verified": False}, {"email": ""}):
        sealed, query = asked()
        provider.claims = provider.claims | {"sub": "9"} | claims
        with pytest.raises((NotAllowedError, ValueError)):
            oidc.complete(site, sealed=sealed, state=query["state"], code="abc")
