"""The desk's own certificate authority, and the certificate for this machine's names and addresses.

Both private keys come from the desk's keys, so a desk restored on another laptop is the same authority: tablets that
trust it go on doing so. The authority may vouch for nothing but this machine's surroundings (name constraints): who
steals its key cannot pretend to be a bank to a tablet that trusts it.
"""

from __future__ import annotations

import datetime
import ipaddress
import os
import plistlib
import ssl
import tempfile
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_LASTS = datetime.timedelta(days=3650)
CERTIFICATE_LASTS = datetime.timedelta(days=397)
"""Apple's devices take none that is valid for longer than 825 days; browsers would like 398 at most."""
RENEWED_BEFORE = datetime.timedelta(days=30)
CLOCKS_DIFFER = datetime.timedelta(days=2)
"""A tablet whose clock is late must not find the certificate of the future."""
ORDER_OF_P256 = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551

PRIVATE_NETWORKS = (
    "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10",
    "::1/128", "fc00::/7", "fe80::/10",
)  # fmt: skip
LOCAL_NAMES = ("localhost", "local")

Key = ec.EllipticCurvePrivateKey


def private_key(secret: bytes, purpose: str) -> Key:
    """The private key that always comes from these 32 random bytes."""
    derived = HKDF(hashes.SHA256(), 48, salt=None, info=f"eventdesk {purpose}".encode()).derive(secret)
    return ec.derive_private_key(int.from_bytes(derived, "big") % (ORDER_OF_P256 - 1) + 1, ec.SECP256R1())


@dataclass(frozen=True, slots=True)
class Authority:
    """Who signs this desk's certificates."""

    key: Key
    certificate: x509.Certificate

    @property
    def pem(self) -> bytes:
        """As text, for programs."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    @property
    def der(self) -> bytes:
        """As devices take it."""
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def fingerprint(self) -> str:
        """SHA-256, as people compare it: `AB:CD:…`."""
        return self.certificate.fingerprint(hashes.SHA256()).hex(":").upper()

    def apple_profile(self) -> bytes:
        """A configuration profile that puts the certificate into an iPad or a Mac."""
        name = _common_name(self.certificate.subject)
        number = uuid.uuid5(uuid.NAMESPACE_OID, self.fingerprint)
        root = {
            "PayloadType": "com.apple.security.root",
            "PayloadVersion": 1,
            "PayloadIdentifier": f"eventdesk.{number}.root",
            "PayloadUUID": str(uuid.uuid5(number, "root")).upper(),
            "PayloadDisplayName": name,
            "PayloadContent": self.der,
        }
        profile = {
            "PayloadType": "Configuration",
            "PayloadVersion": 1,
            "PayloadIdentifier": f"eventdesk.{number}",
            "PayloadUUID": str(number).upper(),
            "PayloadDisplayName": name,
            "PayloadDescription": "Lets this device trust the desk of the massage tent.",
            "PayloadContent": [root],
        }
        return plistlib.dumps(profile)

    def may_vouch_for(self, name: str) -> bool:
        """Whether its constraints let it sign for this name or address."""
        permitted = self.certificate.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees
        address = _address(name)
        if address is not None:
            networks = [each.value for each in permitted or () if isinstance(each, x509.IPAddress)]
            return any(_is_within(address, each) for each in networks)
        names = [each.value for each in permitted or () if isinstance(each, x509.DNSName)]
        return any(name == each or name.endswith(f".{each}") for each in names)


def authority(secret: bytes, kept: bytes | None, names: Iterable[str], now: datetime.datetime) -> Authority:
    """The authority of these keys: the certificate that was `kept` (PEM) as long as it serves, else a new one.

    `names`: which names and addresses a new one may vouch for beside `.local` and private networks.
    """
    key = private_key(secret, "authority")
    certificate = _readable(kept)
    if certificate is None or not _is_of(certificate, key) or not _is_valid(certificate, now):
        certificate = _new_authority(key, names, now)
    return Authority(key, certificate)


def _new_authority(key: Key, names: Iterable[str], now: datetime.datetime) -> x509.Certificate:
    public = key.public_key()
    identifier = x509.SubjectKeyIdentifier.from_public_key(public)
    # By the key and not by the laptop, so that it stays the same where a desk is restored on another one.
    mark = identifier.digest.hex().upper()
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"EventDesk {mark[:4]} {mark[4:8]}")])
    own = [each for each in names if not _is_private(each)]
    permitted = [
        x509.DNSName(each) for each in dict.fromkeys([*LOCAL_NAMES, *(each for each in own if not _address(each))])
    ]
    networks = [*PRIVATE_NETWORKS, *(each for each in own if _address(each))]
    constraints = x509.NameConstraints(
        [*permitted, *(x509.IPAddress(ipaddress.ip_network(each)) for each in networks)], None
    )
    return (
        _builder(subject, subject, public, now, AUTHORITY_LASTS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(identifier, critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(public), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(constraints, critical=True)
        .sign(key, hashes.SHA256())
    )


def issue(issuer: Authority, key: Key, names: Sequence[str], now: datetime.datetime) -> x509.Certificate:
    """A certificate for these names and addresses, of those that the authority may vouch for."""
    public = key.public_key()
    good = [each for each in names if issuer.may_vouch_for(each)]
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, good[0][:64])])
    identifier = issuer.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    return (
        _builder(subject, issuer.certificate.subject, public, now, CERTIFICATE_LASTS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([_general_name(each) for each in good]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier), critical=False)
        .sign(issuer.key, hashes.SHA256())
    )


def serves(kept: bytes | None, issuer: Authority, key: Key, names: Sequence[str], now: datetime.datetime) -> bool:
    """Whether the certificate that was kept (PEM) is still right for these names."""
    certificate = _readable(kept)
    if certificate is None or not _is_of(certificate, key):
        return False
    # Now as well: one that was made while this laptop's clock was ahead is of the future.
    if not (_is_valid(certificate, now) and _is_valid(certificate, now + RENEWED_BEFORE)):
        return False
    try:
        certificate.verify_directly_issued_by(issuer.certificate)
    except Exception:  # noqa: BLE001 - whatever is wrong with it, another one is made
        return False
    return names_of(certificate) == {each for each in names if issuer.may_vouch_for(each)}


def names_of(certificate: x509.Certificate) -> set[str]:
    """Which names and addresses a certificate is for."""
    found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return {*found.get_values_for_type(x509.DNSName), *map(str, found.get_values_for_type(x509.IPAddress))}


def load(context: ssl.SSLContext, certificate: bytes, key: Key, folder: Path) -> None:
    """Have `context` use this certificate (PEM) from here on. A file is there for a moment: it reads nothing else."""
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    descriptor, name = tempfile.mkstemp(dir=folder)  # readable by nobody else
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secret + certificate)
        context.load_cert_chain(name)
    finally:
        Path(name).unlink()


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    public: ec.EllipticCurvePublicKey,
    now: datetime.datetime,
    lasts: datetime.timedelta,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCKS_DIFFER)
        .not_valid_after(now - CLOCKS_DIFFER + lasts)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _readable(pem: bytes | None) -> x509.Certificate | None:
    try:
        return None if pem is None else x509.load_pem_x509_certificate(pem)
    except ValueError:
        return None


def _is_of(certificate: x509.Certificate, key: Key) -> bool:
    return certificate.public_key() == key.public_key()


def _is_valid(certificate: x509.Certificate, at: datetime.datetime) -> bool:
    return certificate.not_valid_before_utc <= at < certificate.not_valid_after_utc


def _common_name(name: x509.Name) -> str:
    return str(name.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)


Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network | Address


def _address(name: str) -> Address | None:
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None


def _is_private(name: str) -> bool:
    address = _address(name)
    if address is None:
        return name.endswith(".local")
    return any(_is_within(address, ipaddress.ip_network(each)) for each in PRIVATE_NETWORKS)


def _is_within(address: Address, network: Network) -> bool:
    is_network = isinstance(network, ipaddress.IPv4Network | ipaddress.IPv6Network)
    return address in network if is_network else address == network  # type: ignore[operator]


def _general_name(name: str) -> x509.GeneralName:
    address = _address(name)
    return x509.DNSName(name) if address is None else x509.IPAddress(address)
