"""Accounts, invitations, sessions, the second factor and API tokens."""

import time
from datetime import timedelta

import pytest

from tests.web.leaderboard.people import PASSWORD
from waymo_kit.errors import InvalidInputError, NotFoundError
from waymo_kit.web.leaderboard import (
    accounts,
    invitations,
    passwords,
    second_factor,
    sessions,
    teams,
    tokens,
    totp,
)
from waymo_kit.web.leaderboard.errors import (
    ConflictError,
    NotAllowedError,
    NotLoggedInError,
    SecondFactorNeededError,
    TooManyError,
)
from waymo_kit.web.leaderboard.models import AccountRow, SessionRow, TokenRow


def register(site, code, email="new@example.org", password=PASSWORD, **values):
    return accounts.register(site, code=code, name="New", email=email, password=password, **values)


def test_an_invitation_works_once_in_time_and_for_its_address(site, people):
    code = invitations.invite(site, people.host, email="Ada@Example.org").code
    with pytest.raises(NotAllowedError):
        register(site, code, "eve@example.org")
    assert register(site, code, " ada@example.org ").email == "ada@example.org"
    with pytest.raises(NotAllowedError):
        register(site, code, "ada2@example.org")
    late = invitations.invite(site, people.host, days=1).code
    site.clock.offset += timedelta(days=1, seconds=1)
    with pytest.raises(NotAllowedError):
        register(site, late)
    made = invitations.invite(site, people.host)
    invitations.revoke(site, people.host, made.id)
    with pytest.raises(NotAllowedError):
        register(site, made.code)
    with pytest.raises(NotAllowedError):
        register(site, "")


def test_only_hosts_and_owners_invite(site, people):
    ada, team = people.team()
    with pytest.raises(NotAllowedError):
        invitations.invite(site, ada)
    with pytest.raises(NotAllowedError):
        invitations.invite(site, ada, team_id=team.id, is_host=True)
    bob = people.person()
    with pytest.raises(NotFoundError):
        invitations.invite(site, bob, team_id=team.id)
    invitations.accept(site, bob, invitations.invite(site, ada, team_id=team.id).code)
    assert [member.name for member in teams.team(site, bob, team.id).members] == [
        ada.name,
        bob.name,
    ]
    with pytest.raises(NotAllowedError):
        invitations.invite(site, bob, team_id=team.id)
    assert teams.team(site, people.person(), team.id).members == ()


@pytest.mark.parametrize(
    "password", ["short", "password1234", "new@example.org1", "aaaaaaaaaaaaaaaa", "x" * 129]
)
def test_weak_passwords_are_refused(site, people, password):
    code = invitations.invite(site, people.host).code
    with pytest.raises(InvalidInputError, match="password"):
        register(site, code, password=password)


def test_passwords_of_64_characters_and_any_kind_are_taken(site, people):
    long = "Grüße 🚲 aus dem Wagen, der nicht dort fährt, wo man ihn sucht!!"
    assert len(long) >= 60
    code = invitations.invite(site, people.host).code
    register(site, code, password=long)
    assert accounts.log_in(site, email="new@example.org", password=long).name == "New"
    with pytest.raises(NotLoggedInError):
        accounts.log_in(site, email="new@example.org", password=long[:-1])


def test_stored_passwords_are_argon2id_with_the_advised_cost():
    assert (passwords.PasswordHasher().type.name) == "ID"
    made = passwords.PasswordHasher(time_cost=2, memory_cost=19 << 10, parallelism=1).hash("x")
    assert made.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_failed_log_ins_are_limited_and_a_right_one_is_too_then(site, people):
    email = people.email(people.person())
    for _ in range(site.settings.limits.logins_per_hour):
        with pytest.raises(NotLoggedInError):
            accounts.log_in(site, email=email, password="wrong password", address="10.0.0.1")
    with pytest.raises(TooManyError):
        accounts.log_in(site, email=email, password=PASSWORD, address="10.0.0.2")
    site.clock.offset += timedelta(hours=1)
    assert accounts.log_in(site, email=email, password=PASSWORD).email == email


def test_log_in_says_and_takes_the_same_for_unknown_accounts(site, people, monkeypatch):
    monkeypatch.setattr(
        passwords, "_HASHER", passwords.PasswordHasher(time_cost=2, memory_cost=19 << 10)
    )
    passwords._nobody.cache_clear()
    known = people.email(people.person())
    passwords.matches("x", None)

    def failure(email):
        best, message = 1e9, ""
        for _ in range(3):
            start = time.process_time()
            with pytest.raises(NotLoggedInError) as caught:
                accounts.log_in(site, email=email, password="some wrong password")
            best, message = min(best, time.process_time() - start), str(caught.value)
        return best, message

    first, one = failure(known)
    second, other = failure("nobody@example.org")
    assert one == other
    assert max(first, second) < 2 * min(first, second)


def test_the_second_factor(site, people):
    ada = people.person()
    email = people.email(ada)
    with pytest.raises(NotLoggedInError):
        second_factor.begin_totp(site, ada, "not the password")
    secret = second_factor.begin_totp(site, ada, PASSWORD).secret
    code = totp.code_at(secret, totp.step_of(site.clock.now()))
    recovery = second_factor.confirm_totp(site, ada, code)
    with pytest.raises(SecondFactorNeededError):
        accounts.log_in(site, email=email, password=PASSWORD)
    with pytest.raises(NotLoggedInError):  # a code works once
        accounts.log_in(site, email=email, password=PASSWORD, otp=code)
    site.clock.offset += timedelta(seconds=60)
    fresh = totp.code_at(secret, totp.step_of(site.clock.now()))
    assert accounts.log_in(site, email=email, password=PASSWORD, otp=fresh).has_totp
    assert accounts.log_in(site, email=email, password=PASSWORD, otp=recovery[0]).has_totp
    with pytest.raises(NotLoggedInError):  # so does a recovery code
        accounts.log_in(site, email=email, password=PASSWORD, otp=recovery[0])
    with site.database.read() as session:
        assert secret not in (session.get(AccountRow, ada.account_id).totp_secret or "")


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (20000000000, "353130")],
)
def test_codes_are_those_of_rfc_6238(seconds, code):
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # 12345678901234567890
    assert totp.code_at(secret, seconds // 30) == code


def test_sessions_end_when_they_should(site, people):
    ada = people.person()
    token = sessions.start(site, ada.account_id)
    assert sessions.actor_of(site, token).account_id == ada.account_id
    assert sessions.actor_of(site, token + "x").is_anonymous
    with site.database.read() as session:
        assert all(token not in str(vars(row)) for row in session.query(SessionRow))
    site.clock.offset += timedelta(hours=site.settings.sessions.idle_hours)
    assert sessions.actor_of(site, token).is_anonymous
    token = sessions.start(site, ada.account_id)
    for _ in range(40):
        site.clock.offset += timedelta(hours=5)
        if sessions.actor_of(site, token).is_anonymous:
            break
    else:
        pytest.fail("a session that is used lasts for ever")
    one, other = (sessions.start(site, ada.account_id) for _ in range(2))
    actor = sessions.actor_of(site, one)
    accounts.change_password(site, actor, old=PASSWORD, new="another battery of horses 7")
    assert not sessions.actor_of(site, one).is_anonymous
    assert sessions.actor_of(site, other).is_anonymous


def test_a_disabled_account_is_out_at_once(site, people):
    ada = people.person()
    email = people.email(ada)
    token, session = people.token(ada), sessions.start(site, ada.account_id)
    accounts.set_disabled(site, people.host, ada.account_id, True)
    assert tokens.actor_of(site, token).is_anonymous
    assert sessions.actor_of(site, session).is_anonymous
    with pytest.raises(NotLoggedInError):
        accounts.log_in(site, email=email, password=PASSWORD)


def test_tokens_do_what_their_scopes_say_until_they_end(site, people):
    ada, team = people.team()
    actor = tokens.actor_of(site, people.token(ada, ("read",)))
    assert teams.own(site, actor)[0].id == team.id
    with pytest.raises(NotAllowedError, match="scope account"):
        teams.create(site, actor, name="More")
    with pytest.raises(NotAllowedError, match="only hosts"):
        tokens.create(site, ada, name="x", scopes=["host"])
    made = tokens.create(site, ada, name="short", scopes=["read"], days=1)
    with site.database.read() as session:
        assert all(made.token not in str(vars(row)) for row in session.query(TokenRow))
    site.clock.offset += timedelta(days=1)
    assert tokens.actor_of(site, made.token).is_anonymous
    with pytest.raises(NotFoundError):
        tokens.revoke(site, people.person(), made.view.id)


def test_a_host_hands_out_a_new_password_once(site, people):
    ada = people.person()
    token = people.token(ada)
    code = accounts.start_reset(site, people.host, ada.account_id)
    accounts.reset_password(site, code=code, password="yet another long sentence")
    assert tokens.actor_of(site, token).is_anonymous
    with pytest.raises(NotAllowedError):
        accounts.reset_password(site, code=code, password="yet another long sentence")
    with pytest.raises(NotAllowedError):
        accounts.start_reset(site, ada, ada.account_id)


def test_names_that_look_alike_are_one_name(site, people):
    ada, _ = people.team("Team Alpha")
    for name in ("team alpha", "TEAM  ALPHA", "Team\u2003Alpha", "Team-Alpha"):
        with pytest.raises(ConflictError):
            teams.create(site, ada, name=name)
    for name in ("", "x" * 81, "evil\u202ename", "null\0"):
        with pytest.raises(InvalidInputError):
            teams.create(site, ada, name=name)
