"""Makes an example authority and a certificate for each service: `make certificates`, FOLDER=.local/certificates.

For trials and as an example of what the files must say; a town's cluster takes cert-manager or its own authority. Called
again, it keeps the authority and makes new certificates, which running services take up by themselves.
"""

import argparse
import datetime as dt
import ipaddress
import os
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

SERVICES = ("gateway", "faq", "recognition", "signing", "translation", "speech")
AUTHORITY_DAYS, DAYS = 3650, 90
Pair = tuple[x509.Certificate, ec.EllipticCurvePrivateKey]


def main() -> None:
    """Make what is missing and renew the rest."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path(".local/certificates"))
    parser.add_argument("--services", nargs="+", default=SERVICES)
    parser.add_argument("--days", type=int, default=DAYS)
    chosen = parser.parse_args()
    authority = _authority(chosen.folder / "authority")
    for service in chosen.services:
        _write(chosen.folder / service, _issue(service, authority, chosen.days), authority[0])
    print(
        f"Certificates for {chosen.days} days lie in {chosen.folder}. For each service set, e.g. for faq:\n"
        + "".join(
            f"  OKIENKO_TLS_{name}={chosen.folder.resolve()}/faq/{name.lower()}.pem\n"
            for name in ("CERTIFICATE", "KEY", "AUTHORITY")
        )
        + f"Keep {chosen.folder}/authority/key.pem to yourself: whoever has it can pass for any service."
    )


def _authority(folder: Path) -> Pair:
    if (folder / "key.pem").exists():
        key = serialization.load_pem_private_key((folder / "key.pem").read_bytes(), None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        return x509.load_pem_x509_certificate((folder / "certificate.pem").read_bytes()), key
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Okienko example authority")])
    usage = x509.KeyUsage(
        digital_signature=False, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=True, crl_sign=True, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    certificate = (
        _begun(name, name, key, AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    _write(folder, (certificate, key), certificate)
    return certificate, key


def _issue(service: str, authority: Pair, days: int) -> Pair:
    issuer, issuer_key = authority
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, service)])
    # The name in the targets, the same in Kubernetes' longer forms, and this machine for `make run` and health checks.
    names = [service, f"{service}.okienko.svc", f"{service}.okienko.svc.cluster.local", "localhost"]
    places = [x509.DNSName(item) for item in names] + [
        x509.IPAddress(ipaddress.ip_address(item)) for item in ("127.0.0.1", "::1")
    ]
    certificate = (
        _begun(name, issuer.subject, key, days)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(places), critical=False)
        # Two example authorities have one name: believed side by side, they are told apart by their keys.
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
        .add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False
        )
        .sign(issuer_key, hashes.SHA256())
    )
    return certificate, key


def _begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, days: int
) -> x509.CertificateBuilder:
    now = dt.datetime.now(dt.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        # Clocks of machines differ by a little.
        .not_valid_before(now - dt.timedelta(minutes=5))
        .not_valid_after(now + dt.timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _write(folder: Path, pair: Pair, authority: x509.Certificate) -> None:
    """Replace the three files, each at once."""
    certificate, key = pair
    folder.mkdir(parents=True, exist_ok=True)
    pem, private = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    contents = {
        "certificate": certificate.public_bytes(pem),
        "key": key.private_bytes(pem, private, serialization.NoEncryption()),
        "authority": authority.public_bytes(pem),
    }
    for name, content in contents.items():
        new = folder / f"{name}.new"
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
        new.replace(folder / f"{name}.pem")


if __name__ == "__main__":
    main()
