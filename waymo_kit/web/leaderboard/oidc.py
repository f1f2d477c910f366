"""Log-in through an OpenID Connect provider: the authorization code flow with PKCE.

The state of a log-in travels in an encrypted cookie of ten minutes, so that servers share nothing.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
import urllib.error
import urllib.request
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from cryptography.fernet import InvalidToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from sqlalchemy import select

from waymo_kit.errors import NotFoundError
from waymo_kit.web.leaderboard import audit
from waymo_kit.web.leaderboard.accounts import add_account
from waymo_kit.web.leaderboard.actor import Principal
from waymo_kit.web.leaderboard.errors import NotAllowedError, NotLoggedInError, UnavailableError
from waymo_kit.web.leaderboard.identifiers import new_secret
from waymo_kit.web.leaderboard.models import AccountRow
from waymo_kit.web.leaderboard.site import LeaderboardSite
from waymo_kit.web.leaderboard.texts import checked_email, checked_name

STATE_SECONDS = 600
_TIMEOUT = 10.0
_MAX_ANSWER = 1 << 20
_ALGORITHMS = ["RS256", "ES256", "PS256", "EdDSA"]
_LEEWAY = 60


@dataclass(frozen=True)
class LogInState:
    """State of a log-in, kept until the provider sends the browser back.

    Attributes:
        state: Text that the provider repeats, against forged answers.
        nonce: Text that the identity token repeats, against replayed tokens.
        verifier: Secret of PKCE.
    """

    state: str
    nonce: str
    verifier: str


def is_enabled(site: LeaderboardSite) -> bool:
    """Returns whether the site has a provider."""
    return bool(site.settings.oidc.issuer)


def begin(site: LeaderboardSite) -> tuple[str, str]:
    """Returns the URL of the provider's log-in page, and the sealed state for a cookie.

    Raises:
        NotFoundError: The site has no provider.
        UnavailableError: The provider does not answer.
    """
    settings = site.settings.oidc
    endpoint = _endpoint(_discovery(site), "authorization_endpoint")
    state = LogInState(new_secret(), new_secret(), new_secret())
    challenge = hashlib.sha256(state.verifier.encode()).digest()
    query = urlencode(
        {
            "response_type": "code",
            "client_id": settings.client_id,
            "redirect_uri": redirect_uri(site),
            "scope": "openid email profile",
            "state": state.state,
            "nonce": state.nonce,
            "code_challenge": base64.urlsafe_b64encode(challenge).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
    )
    sealed = site.cipher.encrypt(json.dumps(asdict(state)).encode()).decode()
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{query}", sealed


def complete(
    site: LeaderboardSite, *, sealed: str, state: str, code: str, address: str = ""
) -> str:
    """Returns the account that the provider vouches for; a new one where its domain may register.

    Args:
        site: The site.
        sealed: State of the log-in, from the cookie.
        state: The same as the provider sent it back.
        code: Code of the provider.
        address: Network address of the request.

    Returns:
        Identifier of the account.

    Raises:
        NotLoggedInError: The answer is forged, expired or not for this site.
        NotAllowedError: The person may not register, or the account is disabled.
        UnavailableError: The provider does not answer.
    """
    try:
        opened = site.cipher.decrypt(sealed.encode(), ttl=STATE_SECONDS)
    except InvalidToken:
        raise NotLoggedInError("this log-in has expired; begin again") from None
    known = LogInState(**json.loads(opened))
    if not state.isascii() or not hmac.compare_digest(known.state, state):
        raise NotLoggedInError("this log-in was begun elsewhere; begin again")
    claims = _claims(site, known, code)
    subject = f"{claims['iss']}|{claims['sub']}"
    with site.database.write() as session:
        row = session.scalar(select(AccountRow).where(AccountRow.oidc_subject == subject))
        if row is None:
            row = _register(site, session, claims, subject)
        if row.is_disabled:
            raise NotAllowedError("this account is disabled")
        session.flush()
        actor = Principal(row.id, row.name, address=address)
        audit.record(site, session, actor, "account.log_in", detail="oidc")
        return row.id


def redirect_uri(site: LeaderboardSite) -> str:
    """Returns the address to which the provider sends browsers back."""
    return f"{site.settings.url}/oidc/callback"


def _register(
    site: LeaderboardSite, session: Any, claims: dict[str, Any], subject: str
) -> AccountRow:
    email = checked_email(str(claims.get("email", "")))
    domain = email.rpartition("@")[2]
    if claims.get("email_verified") is not True or domain not in site.settings.oidc.domains:
        raise NotAllowedError("people of this address need an invitation")
    name = checked_name(str(claims.get("name") or email.partition("@")[0])[:80], "name")
    return add_account(site, session, name=name, email=email, oidc_subject=subject)


def _claims(site: LeaderboardSite, known: LogInState, code: str) -> dict[str, Any]:
    """Exchanges the code for an identity token and checks it (OpenID Connect Core, 3.1.3.7)."""
    settings, discovered = site.settings.oidc, _discovery(site)
    secret = Path(settings.client_secret_file).read_text().strip()
    basic = base64.b64encode(f"{settings.client_id}:{secret}".encode()).decode()
    body = urlencode(
        {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri(site),
            "code_verifier": known.verifier,
        }
    )
    answer = _fetched(
        _endpoint(discovered, "token_endpoint"),
        body.encode(),
        {"Authorization": f"Basic {basic}", "Content-Type": "application/x-www-form-urlencoded"},
    )
    keys = _fetched(_endpoint(discovered, "jwks_uri"))
    try:
        token = jwt.decode(
            answer["id_token"],
            KeySet.import_key_set(keys),  # type: ignore[arg-type]
            algorithms=_ALGORITHMS,
        )
        claims = dict(token.claims)
    except (JoseError, KeyError, ValueError, TypeError):
        raise NotLoggedInError("the provider's answer is not signed by it") from None
    audience = claims.get("aud")
    now = time.time()
    is_right = (
        claims.get("iss") == settings.issuer.rstrip("/")
        and settings.client_id in (audience if isinstance(audience, list) else [audience])
        and (not isinstance(audience, list) or len(audience) == 1)
        and isinstance(claims.get("exp"), (int, float))
        and claims["exp"] > now - _LEEWAY
        and isinstance(claims.get("nbf", now), (int, float))
        and claims.get("nbf", now) < now + _LEEWAY
        and isinstance(claims.get("sub"), str)
        and hmac.compare_digest(str(claims.get("nonce", "")), known.nonce)
    )
    if not is_right:
        raise NotLoggedInError("the provider's answer is not for this log-in")
    return claims


def _discovery(site: LeaderboardSite) -> dict[str, Any]:
    issuer = site.settings.oidc.issuer.rstrip("/")
    if not issuer:
        raise NotFoundError("this site has no such log-in")
    found = _fetched(_checked_endpoint(f"{issuer}/.well-known/openid-configuration"))
    if str(found.get("issuer", "")).rstrip("/") != issuer:
        raise UnavailableError("the provider calls itself by another name")
    return found


def _endpoint(discovered: dict[str, Any], name: str) -> str:
    if name not in discovered:
        raise UnavailableError(f"the provider's configuration has no {name}")
    return _checked_endpoint(discovered[name])


def _checked_endpoint(url: Any) -> str:
    """Returns an endpoint of the provider: https, or http on this machine."""
    parts = urlsplit(str(url))
    is_here = parts.hostname in ("127.0.0.1", "localhost")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_here):
        raise UnavailableError("the provider has an endpoint without TLS")
    return str(url)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: endpoints are what the provider's configuration says."""

    def redirect_request(self, *arguments: Any, **options: Any) -> None:
        return None


def _fetched(
    url: str, body: bytes | None = None, headers: dict[str, str] | None = None
) -> dict[str, Any]:
    request = urllib.request.Request(url, body, headers or {})
    try:
        opener = urllib.request.build_opener(_NoRedirects)
        with opener.open(request, timeout=_TIMEOUT) as answer:
            values = json.loads(answer.read(_MAX_ANSWER))
    except (urllib.error.URLError, OSError, ValueError):
        raise UnavailableError("the provider does not answer; try again") from None
    if not isinstance(values, dict):
        raise UnavailableError("the provider does not answer; try again")
    return values
