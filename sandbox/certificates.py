"""The ``tls`` provider: keys and certificates that look like PEM and are the same every time.

No key is one: the text is made of a hash, so that nobody can take it for a secret that protects something.
"""

from __future__ import annotations

import base64
import hashlib
import json
import textwrap
from collections.abc import Mapping
from typing import Any

KEY_BYTES, CERTIFICATE_BYTES = 138, 560
VALID_FROM, VALID_UNTIL = "2026-01-01T00:00:00Z", "2036-01-01T00:00:00Z"


def outputs(token: str, urn: str, inputs: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Id and outputs of a resource of the tls provider."""
    kind = token.rpartition(":")[2]
    seed = f"{urn}|{json.dumps(inputs, sort_keys=True, default=str)}"
    id_ = hashlib.sha256(seed.encode()).hexdigest()[:40]
    made = {"PrivateKey": _key, "CertRequest": _request}.get(kind, _certificate)(seed)
    return id_, {**_DEFAULTS.get(kind, {}), **inputs, **made}


_DEFAULTS: dict[str, dict[str, Any]] = {
    "PrivateKey": {"ecdsaCurve": "P224", "rsaBits": 2048},
    "LocallySignedCert": {"earlyRenewalHours": 0, "isCaCertificate": False, "setSubjectKeyId": False},
    "SelfSignedCert": {"earlyRenewalHours": 0, "isCaCertificate": False, "setSubjectKeyId": False},
}


def _pem(label: str, seed: str, length: int) -> str:
    text = base64.b64encode(hashlib.shake_256(f"{label}|{seed}".encode()).digest(length)).decode()
    return f"-----BEGIN {label}-----\n" + "\n".join(textwrap.wrap(text, 64)) + f"\n-----END {label}-----\n"


def _key(seed: str) -> dict[str, Any]:
    digest = hashlib.sha256(seed.encode())
    public = base64.b64encode(digest.digest()).decode()
    return {
        "privateKeyPem": _pem("EC PRIVATE KEY", seed, KEY_BYTES),
        "privateKeyPemPkcs8": _pem("PRIVATE KEY", seed, KEY_BYTES),
        "privateKeyOpenssh": _pem("OPENSSH PRIVATE KEY", seed, KEY_BYTES),
        "publicKeyPem": _pem("PUBLIC KEY", seed, KEY_BYTES // 2),
        "publicKeyOpenssh": f"ecdsa-sha2-nistp256 {public}\n",
        "publicKeyFingerprintMd5": ":".join(textwrap.wrap(digest.hexdigest()[:32], 2)),
        "publicKeyFingerprintSha256": f"SHA256:{public.rstrip('=')}",
    }


def _request(seed: str) -> dict[str, Any]:
    return {
        "certRequestPem": _pem("CERTIFICATE REQUEST", seed, CERTIFICATE_BYTES // 2),
        "keyAlgorithm": "ECDSA",
    }


def _certificate(seed: str) -> dict[str, Any]:
    return {
        "certPem": _pem("CERTIFICATE", seed, CERTIFICATE_BYTES),
        "keyAlgorithm": "ECDSA",
        "caKeyAlgorithm": "ECDSA",
        "readyForRenewal": False,
        "validityStartTime": VALID_FROM,
        "validityEndTime": VALID_UNTIL,
    }
