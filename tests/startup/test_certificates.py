"""The desk's own certificate authority: what it vouches for, how long it lasts, and who would believe it."""

from __future__ import annotations

import datetime
import ipaddress
import plistlib
import ssl
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import verification

from eventdesk import settings
from eventdesk.adapters import certificates, lan
from eventdesk.adapters.clock import SystemClock
from eventdesk.https import Https
from tests.builders import FakeClock

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime.datetime(2027, 4, 18, 8, tzinfo=datetime.UTC)
SECRET, OTHER_SECRET = b"s" * 32, b"t" * 32
NAMES = ["tent.local", "localhost", "192.168.1.20", "127.0.0.1", "::1"]


def made(names: list[str], secret: bytes = SECRET) -> tuple[certificates.Authority, x509.Certificate]:
    authority = certificates.authority(secret, None, names, NOW)
    return authority, certificates.issue(authority, certificates.private_key(secret, "desk"), names, NOW)


def believes(authority: certificates.Authority, certificate: x509.Certificate, name: str) -> bool:
    """Whether a client that trusts the authority takes the certificate for a server of this name."""
    try:
        subject: x509.verification.Subject = x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        subject = x509.DNSName(name)
    store = verification.Store([authority.certificate])
    verifier = verification.PolicyBuilder().store(store).time(NOW).build_server_verifier(subject)
    try:
        verifier.verify(certificate, [])
    except verification.VerificationError:
        return False
    return True


def test_the_names_and_addresses_of_the_desk_are_believed() -> None:
    authority, certificate = made(NAMES)
    assert certificates.names_of(certificate) == set(NAMES)
    for name in NAMES:
        assert believes(authority, certificate, name), name
    for name in ("other.local", "192.168.1.21", "bank.example"):
        assert not believes(authority, certificate, name), name


def test_a_stolen_authority_vouches_for_no_bank() -> None:
    authority, _ = made(NAMES)
    key = certificates.private_key(OTHER_SECRET, "desk")
    for name in ("bank.example", "203.0.113.7", "local.example"):
        subject: x509.GeneralName = (
            x509.DNSName(name) if name[0].isalpha() else x509.IPAddress(ipaddress.ip_address(name))
        )
        forged = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([]))
            .issuer_name(authority.certificate.subject)
            .public_key(key.public_key())
            .serial_number(7)
            .not_valid_before(NOW)
            .not_valid_after(NOW + datetime.timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([subject]), critical=True)
            .sign(authority.key, hashes.SHA256())
        )
        assert not believes(authority, forged, name), name
        assert not authority.may_vouch_for(name)


def test_an_address_that_is_not_private_is_vouched_for_when_it_was_the_laptops_own() -> None:
    authority, certificate = made([*NAMES, "203.0.113.7", "desk.example"])
    assert believes(authority, certificate, "203.0.113.7")
    assert believes(authority, certificate, "desk.example")
    assert not authority.may_vouch_for("203.0.113.8")
    assert not authority.may_vouch_for("elsewhere.example")


def test_no_device_finds_it_valid_for_too_long() -> None:
    _, certificate = made(NAMES)
    assert certificate.not_valid_after_utc - certificate.not_valid_before_utc <= datetime.timedelta(days=398)
    assert certificate.not_valid_before_utc < NOW - datetime.timedelta(days=1)


def test_the_same_keys_are_the_same_authority_on_another_laptop() -> None:
    first, _ = made(NAMES)
    again, certificate = made(["other-laptop.local", "10.0.0.3"])
    assert first.certificate.subject == again.certificate.subject
    assert believes(first, certificate, "other-laptop.local")
    stranger, _ = made(NAMES, OTHER_SECRET)
    assert not believes(stranger, certificate, "other-laptop.local")


def test_what_was_kept_is_used_as_long_as_it_serves() -> None:
    authority, certificate = made(NAMES)
    key = certificates.private_key(SECRET, "desk")
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    later = NOW + datetime.timedelta(days=300)
    assert certificates.authority(SECRET, authority.pem, [], later).pem == authority.pem
    assert certificates.serves(pem, authority, key, NAMES, later)
    assert not certificates.serves(pem, authority, key, [*NAMES, "10.0.0.3"], NOW)
    assert not certificates.serves(pem, authority, key, NAMES, NOW + datetime.timedelta(days=370))
    assert not certificates.serves(pem, authority, certificates.private_key(OTHER_SECRET, "desk"), NAMES, NOW)
    assert not certificates.serves(pem, made(NAMES, OTHER_SECRET)[0], key, NAMES, NOW)
    assert not certificates.serves(None, authority, key, NAMES, NOW)
    assert not certificates.serves(b"rubbish", authority, key, NAMES, NOW)
    for kept in (None, b"rubbish", made(NAMES, OTHER_SECRET)[0].pem):
        assert certificates.authority(SECRET, kept, NAMES, NOW).certificate.subject == authority.certificate.subject


def test_one_made_while_the_clock_was_ahead_is_made_anew() -> None:
    ahead = NOW + datetime.timedelta(days=10)
    key = certificates.private_key(SECRET, "desk")
    authority = certificates.authority(SECRET, None, NAMES, NOW)
    kept = certificates.issue(authority, key, NAMES, ahead).public_bytes(serialization.Encoding.PEM)
    assert certificates.serves(kept, authority, key, NAMES, ahead)
    assert not certificates.serves(kept, authority, key, NAMES, NOW), "no device takes it before its time"


def test_the_profile_for_an_ipad_holds_the_certificate() -> None:
    authority, _ = made(NAMES)
    profile = plistlib.loads(authority.apple_profile())
    assert profile["PayloadType"] == "Configuration"
    assert profile["PayloadContent"][0]["PayloadType"] == "com.apple.security.root"
    assert profile["PayloadContent"][0]["PayloadContent"] == authority.der


class Network:
    """The laptop's addresses, as they change."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.addresses = ["192.168.1.20"]
        monkeypatch.setattr(lan, "addresses", lambda: list(self.addresses))
        monkeypatch.setattr(lan, "local_name", lambda _chosen: "tent.local")
        monkeypatch.setattr(lan, "own_names", lambda: ["tent"])


def test_another_network_another_certificate_the_same_authority(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = Network(monkeypatch)
    chosen = settings.load(data_dir=tmp_path, hostnames="Desk.Example, second.example")
    chosen.prepare()
    https = Https(chosen, FakeClock(NOW))
    everything = {"tent.local", "tent", "desk.example", "second.example", "localhost", "127.0.0.1", "::1"}
    assert served_names(tmp_path) == everything | {"192.168.1.20"}
    before = https.authority.pem

    network.addresses = ["10.1.1.5", "172.20.0.2"]
    https.look()

    assert served_names(tmp_path) == everything | {"10.1.1.5", "172.20.0.2"}
    again = Https(chosen, FakeClock(NOW))
    assert again.authority.pem == before
    assert {path.stat().st_mode & 0o077 for path in (tmp_path / "keys").iterdir()} == {0}
    assert not list((tmp_path / "certificates").glob("tmp*")), "a private key was left behind"


def served_names(folder: Path) -> set[str]:
    kept = (folder / "certificates" / "desk.pem").read_bytes()
    assert b"PRIVATE" not in kept
    return certificates.names_of(x509.load_pem_x509_certificate(kept))


def test_a_certificate_that_cannot_be_renewed_goes_on_serving(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    network = Network(monkeypatch)
    chosen = settings.load(data_dir=tmp_path)
    chosen.prepare()
    https = Https(chosen, FakeClock(NOW))
    before = served_names(tmp_path)

    def refuse(*_: object) -> None:
        raise OSError("no space left")

    network.addresses = ["10.1.1.5"]
    monkeypatch.setattr(https, "_keep", refuse)
    https.look()

    assert "could not be renewed: OSError" in caplog.text
    assert served_names(tmp_path) == before


def test_strict_clients_take_it(tmp_path: Path) -> None:
    """Python 3.13 and others hold certificates against every letter of the standard."""
    now = SystemClock().now()
    authority = certificates.authority(SECRET, None, NAMES, now)
    certificate = certificates.issue(authority, certificates.private_key(SECRET, "desk"), NAMES, now)
    context = ssl.create_default_context(cadata=authority.pem.decode())
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    key = certificates.private_key(SECRET, "desk")
    certificates.load(server, certificate.public_bytes(serialization.Encoding.PEM), key, tmp_path)
    assert not list(tmp_path.iterdir())
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    ours = server.wrap_bio(to_server, to_client, server_side=True)
    theirs = context.wrap_bio(to_client, to_server, server_hostname="tent.local")
    waiting = [theirs, ours]
    for _ in range(10):
        for each in list(waiting):
            try:
                each.do_handshake()
                waiting.remove(each)
            except ssl.SSLWantReadError:
                continue
    assert not waiting
    names = dict(theirs.getpeercert() or {})["subjectAltName"]
    assert ("DNS", "tent.local") in names
