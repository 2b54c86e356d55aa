"""Signed notes: Go's own published example, and every other spelling refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from memorylog import OTHER, SIGNER, START

from sekisho.journal.checkpoint import make, parse, split_history
from sekisho.journal.note import Signer, parse_note, parse_skey, parse_vkey

# From the documentation of golang.org/x/mod/sumdb/note.
GO_SKEY = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_TEXT = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
)
GO_SIGNATURE = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
GO_NOTE = f"{GO_TEXT}\n— PeterNeumann {GO_SIGNATURE}\n"


def test_a_note_signed_here_is_the_note_go_signs():
    signer = parse_skey(GO_SKEY)
    assert signer is not None
    assert signer.verifier.vkey == GO_VKEY
    assert signer.sign(GO_TEXT) == GO_NOTE


def test_a_note_signed_by_go_is_believed_here():
    verifier = parse_vkey(GO_VKEY)
    assert verifier is not None
    assert parse_note(GO_NOTE).signed_by(verifier)
    assert not parse_note(GO_NOTE.replace("answer", "Answer")).signed_by(verifier)


def test_every_flipped_bit_of_a_checkpoint_is_noticed():
    one = make(SIGNER, 7, bytes(32), START, None)
    data = one.message.encode()
    assert parse(one.message).signed_by(SIGNER.verifier)
    for at in range(len(data)):
        for bit in range(8):
            changed = bytearray(data)
            changed[at] ^= 1 << bit
            text = bytes(changed).decode("utf-8", "replace")
            read = parse(text)
            assert read is None or not read.signed_by(SIGNER.verifier)


def test_every_flipped_bit_of_a_key_is_noticed():
    data = SIGNER.verifier.vkey.encode()
    for at in range(len(data)):
        for bit in range(8):
            changed = bytearray(data)
            changed[at] ^= 1 << bit
            assert parse_vkey(bytes(changed).decode("utf-8", "replace")) is None


def test_another_key_of_the_same_name_is_another_key():
    one = make(SIGNER, 7, bytes(32), START, None)
    assert not one.signed_by(OTHER.verifier)


def test_a_second_signature_is_refused():
    one = make(SIGNER, 7, bytes(32), START, None)
    line = OTHER.sign("x\n").split("\n\n")[1]
    assert not parse(one.message + line).signed_by(SIGNER.verifier)


@given(st.text())
def test_any_text_can_be_read_without_a_fault(text):
    parse_note(text)
    parse_vkey(text)
    parse_skey("PRIVATE+KEY+" + text)
    parse(text)
    assert "".join(split_history(text)) == text


def test_a_name_with_spaces_is_no_key_name():
    assert parse_vkey(Signer("two words", bytes(32)).verifier.vkey) is None


@pytest.mark.parametrize("text", ["", "PRIVATE+KEY+a+b", "a+b", "a+00000000+AQ=="])
def test_what_is_no_key_is_no_key(text):
    assert parse_skey(text) is None
    assert parse_vkey(text) is None
