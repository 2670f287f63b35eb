"""The ``random`` provider: values that look random and are the same every time for the same resource.

Not secret, therefore: they protect nothing, as nothing in the sandbox needs protection.
"""

from __future__ import annotations

import base64
import hashlib
import json
import string
import uuid
from collections.abc import Mapping
from typing import Any


def outputs(token: str, urn: str, inputs: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Id and outputs of a resource of the random provider."""
    kind = token.rpartition(":")[2]
    seed = f"{urn}|{json.dumps(inputs, sort_keys=True, default=str)}"
    if kind in ("RandomPassword", "RandomString"):
        text = _text(seed, inputs)
        return ("none" if kind == "RandomPassword" else text), {
            **_CLASSES,
            **inputs,
            "result": text,
            "bcryptHash": "",
        }
    if kind in ("RandomUuid", "RandomUuid4", "RandomUuid7"):
        text = str(uuid.uuid5(uuid.NAMESPACE_URL, seed))
        return text, {**inputs, "result": text}
    if kind in ("RandomId", "RandomBytes"):
        return _bytes(seed, inputs)
    if kind == "RandomInteger":
        low, high = int(inputs["min"]), int(inputs["max"])
        number = low + int.from_bytes(_stream(seed, 8)) % (high - low + 1)
        return str(number), {**inputs, "result": number}
    if kind == "RandomShuffle":
        order = sorted(inputs["inputs"], key=lambda item: _stream(f"{seed}|{item}", 8))
        return "-", {**inputs, "results": order[: int(inputs.get("resultCount", len(order)))]}
    name = (inputs.get("prefix", "") + inputs.get("separator", "-")).lstrip(
        "-"
    ) + f"calm-{_stream(seed, 4).hex()}"
    return name, {"length": 2, "separator": "-", **inputs}


_CLASSES = {"lower": True, "upper": True, "number": True, "numeric": True, "special": True,
            "minLower": 0, "minUpper": 0, "minNumeric": 0, "minSpecial": 0}  # fmt: skip


def _stream(seed: str, length: int) -> bytes:
    return hashlib.shake_256(seed.encode()).digest(length)


def _text(seed: str, inputs: Mapping[str, Any]) -> str:
    """As long as asked, of the classes asked for, with at least one character of each."""
    special = inputs.get("overrideSpecial") or "!@#$%&*()-_=+[]{}<>:?"
    classes = {
        "lower": string.ascii_lowercase,
        "upper": string.ascii_uppercase,
        "numeric": string.digits,
        "special": special,
    }
    wanted = [letters for name, letters in classes.items() if inputs.get(name, True)] or [
        string.ascii_lowercase
    ]
    length = int(inputs["length"])
    random = _stream(seed, 2 * length)
    every = "".join(wanted)
    made = [every[byte % len(every)] for byte in random[:length]]
    for position, letters in enumerate(wanted[:length]):
        made[(position * 7 + random[-1]) % length] = letters[random[length + position] % len(letters)]
    return "".join(made)


def _bytes(seed: str, inputs: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    length = int(inputs.get("byteLength", inputs.get("length", 8)))
    data, prefix = _stream(seed, length), str(inputs.get("prefix", ""))
    url = base64.urlsafe_b64encode(data).decode().rstrip("=")
    made = {
        "b64Url": prefix + url,
        "b64Std": prefix + base64.b64encode(data).decode(),
        "base64": base64.b64encode(data).decode(),
        "hex": prefix + data.hex(),
        "dec": prefix + str(int.from_bytes(data)),
    }
    return url, {**inputs, **made}
