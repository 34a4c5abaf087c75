"""Licence checks for a program in Python (3.8 and newer), without any package.

Python's standard library knows no Ed25519, so the signature is checked here, as RFC 8032 says: 15 ms. It only ever
verifies, so nothing secret can leak by the time it takes. With the package `cryptography` one line does the same.
"""
import base64
import hashlib
import json
import sys
import time
import urllib.error
import urllib.request

TOLERATED_SECONDS = 600
GRACE_DAYS = 3

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def recovered_x(y, sign):
    """The x of a point from its y (RFC 8032, 5.1.3); None where there is none."""
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * ROOT % P
    if (x * x - x2) % P or (x == 0 and sign):
        return None
    return P - x if x & 1 != sign else x


def point(data):
    number = int.from_bytes(data, "little")
    y = number & ((1 << 255) - 1)
    if y >= P:
        return None
    x = recovered_x(y, number >> 255)
    return None if x is None else (x, y, 1, x * y % P)


def plus(a, b):
    one = (a[1] - a[0]) * (b[1] - b[0]) % P
    two = (a[1] + a[0]) * (b[1] + b[0]) % P
    three = 2 * a[3] * b[3] * D % P
    four = 2 * a[2] * b[2] % P
    e, f, g, h = two - one, four - three, four + three, two + one
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(scalar, a):
    total = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            total = plus(total, a)
        a = plus(a, a)
        scalar >>= 1
    return total


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = recovered_x(BASE_Y, 0)
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def verify(public_key, message, signature):
    """Ed25519 (RFC 8032, 5.1.7)."""
    if len(public_key) != 32 or len(signature) != 64:
        return False
    a, r = point(public_key), point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= ORDER:
        return False
    digest = hashlib.sha512(signature[:32] + public_key + message).digest()
    left = times(s, BASE)
    right = plus(r, times(int.from_bytes(digest, "little") % ORDER, a))
    same_x = (left[0] * right[2] - right[0] * left[2]) % P == 0
    return same_x and (left[1] * right[2] - right[1] * left[2]) % P == 0


def call(api, path, body):
    request = urllib.request.Request(
        f"{api}/runtime/v1/licences/{path}",
        json.dumps(body).encode(),
        {"content-type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as refused:
        raise SystemExit(json.load(refused)["code"])


def activate(api, product, key, fingerprint, path):
    """With a connection: takes a place for this machine, and keeps the signed file."""
    answer = call(api, "activate", {"product": product, "key": key, "fingerprint": fingerprint})
    with open(path, "w", encoding="ascii") as file:
        file.write(answer["file"])
    return answer["state"]


def deactivate(api, product, key, fingerprint):
    """Gives the place back."""
    return call(api, "deactivate", {"product": product, "key": key, "fingerprint": fingerprint})["state"]


def decoded(part):
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def check(path, keys, product, fingerprint, last_seen=0, now=None):
    """Without a connection: looks at the file. `last_seen` is the newest time that you wrote down."""
    now = int(time.time()) if now is None else now
    with open(path, encoding="ascii") as file:
        head, content, signature = file.read().strip().split(".")
    header = json.loads(decoded(head))
    key = next((one for one in keys if one["kid"] == header["kid"]), None)
    if key is None or header["alg"] != "EdDSA":
        return "refused: signature"
    if not verify(decoded(key["x"]), f"{head}.{content}".encode(), decoded(signature)):
        return "refused: signature"
    licence = json.loads(decoded(content))
    if licence["product"] != product or licence["fingerprint"] != fingerprint:
        return "refused: other"
    if now + TOLERATED_SECONDS < max(last_seen, licence["iat"]):
        return "stale: clock"
    if licence["until"] is not None and now >= licence["until"]:
        return "ended"
    if now >= licence["exp"]:
        return "stale: grace" if now < licence["exp"] + GRACE_DAYS * 86_400 else "stale: age"
    return "valid"


if __name__ == "__main__":
    command, *rest = sys.argv[1:]
    if command == "activate":
        print(activate(*rest))
    elif command == "deactivate":
        print(deactivate(*rest))
    else:
        path, keys_path, product, fingerprint, *times_given = rest
        with open(keys_path, encoding="utf8") as file:
            known = json.load(file)["keys"]
        print(check(path, known, product, fingerprint, *map(int, times_given)))
