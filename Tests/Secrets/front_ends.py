"""Clients with secrets, certificates and users of this machine, for a server that they reach with and without TLS."""

import ctypes
import ctypes.util
import ssl
import subprocess

ARGON2ID = 2
STRING_BYTES = 128


def argon2(secret):
    """What the settings have of a secret: libsodium's string, at the least cost."""
    sodium = ctypes.CDLL(ctypes.util.find_library("sodium") or "libsodium.so.23")
    assert sodium.sodium_init() >= 0
    text = ctypes.create_string_buffer(STRING_BYTES)
    status = sodium.crypto_pwhash_str_alg(
        text, secret.encode(), ctypes.c_ulonglong(len(secret)), ctypes.c_ulonglong(1), ctypes.c_size_t(8 << 20), ARGON2ID)
    assert status == 0, "no hash of a secret"
    return text.value.decode()


def openssl(*arguments):
    """What it prints."""
    return subprocess.run(
        ["openssl", *arguments], check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout


class FrontEnds:
    def __init__(self, directory, secrets, speak_tls, admins=None, certified=(), users=None):
        """Writes the settings file and the certificates to `directory`.

        `admins` has for the name of each its secret and the contexts that it sees, none for all; `certified` the names of front
        ends that are known by a certificate (`NAME.pem`, with its key); `users` for each that is known by its user the uid.
        """
        self.secrets = {f"pbx-{number}": secret for number, secret in enumerate(secrets)}
        lines = ["clients:"]
        for name, secret in self.secrets.items():
            lines += [f"  {name}:", "    role: frontend", f'    secret: "{argon2(secret)}"']
        for name, (secret, contexts) in (admins or {}).items():
            lines += [f"  {name}:", "    role: admin", f'    secret: "{argon2(secret)}"']
            lines += [f"    contexts: [{', '.join(contexts)}]"] if contexts else []
        for name in certified:
            lines += [f"  {name}:", "    role: frontend", f"    certificates: [{name}.example]"]
        for name, user in (users or {}).items():
            lines += [f"  {name}:", "    role: frontend", f"    uids: [{user}]"]
        config = directory / "vmgate.yaml"
        config.write_text("\n".join(lines) + "\n")
        config.chmod(0o600)
        self.settings = {"config": config}
        self.tls = None
        if speak_tls:
            self.make_certificate(directory)
        if certified:
            self.certify(directory, certified)

    def certify(self, directory, names):
        authority, key = directory / "ca.pem", directory / "ca.key"
        curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        openssl("req", "-x509", *curve, "-days", "2", "-subj", "/CN=authority", "-keyout", key, "-out", authority)
        for name in names:
            request, extensions, pair = (directory / f"{name}{ending}" for ending in (".csr", ".ext", ".pem"))
            extensions.write_text(f"subjectAltName=DNS:{name}.example\n")
            openssl("req", *curve, "-subj", f"/CN={name}", "-keyout", pair, "-out", request)
            certificate = openssl(
                "x509", "-req", "-in", request, "-CA", authority, "-CAkey", key, "-CAcreateserial", "-days", "2",
                "-extfile", extensions)
            pair.write_bytes(pair.read_bytes() + certificate)
        self.settings |= {"tls_client_certificates": "optional", "tls_client_ca": authority}

    def make_certificate(self, directory):
        certificate, key = directory / "tls.pem", directory / "tls.key"
        openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
            "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate)
        key.chmod(0o600)
        self.tls = ssl.create_default_context(cafile=certificate)
        self.settings |= {"listen_tls": "127.0.0.1:0", "tls_certificate": certificate, "tls_key": key}

    def of(self, number):
        """The name and the secret of one of them."""
        return list(self.secrets.items())[number % len(self.secrets)]
