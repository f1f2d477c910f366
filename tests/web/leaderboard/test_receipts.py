"""Receipts: what a signature covers, and what `waymo-kit verify` says."""

import json

import pytest

from waymo_kit.errors import CorruptDataError, InvalidInputError
from waymo_kit.web.leaderboard import receipts

VALUES = {"phase": "test", "task": "detection", "score": {"column": "APH/L2", "value": 0.5}}


@pytest.fixture
def key(tmp_path):
    return receipts.load_signing_key(tmp_path)


def test_a_receipt_verifies_until_anything_changes(key):
    made = receipts.signed(key, VALUES)
    receipts.verify(made, receipts.public_text(key))
    receipts.verify(json.loads(json.dumps(made)), "")
    for change in (
        {"score": {"column": "APH/L2", "value": 0.6}},
        {"phase": "other"},
        {"more": 1},
        {"signature": made["signature"][:-8] + "AAAAAA=="},
    ):
        with pytest.raises(CorruptDataError, match="signature is wrong"):
            receipts.verify(made | change, "")
    with pytest.raises(CorruptDataError):
        receipts.verify({name: v for name, v in made.items() if name != "signature"}, "")
    for nonsense in (None, [], {}, {"format": receipts.FORMAT}, made | {"key": "zz"}):
        with pytest.raises(CorruptDataError):
            receipts.verify(nonsense, "")


def test_a_receipt_of_another_key_is_not_believed(key, tmp_path):
    made = receipts.signed(receipts.load_signing_key(tmp_path / "other"), VALUES)
    receipts.verify(made, "")
    with pytest.raises(InvalidInputError, match="another key"):
        receipts.verify(made, receipts.public_text(key))


def test_the_key_stays_the_same_and_is_its_owners(key, tmp_path):
    again = receipts.load_signing_key(tmp_path)
    assert receipts.public_text(again) == receipts.public_text(key)
    assert (tmp_path / "keys" / "receipts.key").stat().st_mode & 0o077 == 0
