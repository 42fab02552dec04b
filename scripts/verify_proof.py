#!/usr/bin/env python3
"""verify_proof.py PROOF [VERIFIER_KEY]: checks that an event is in a Millrace ledger, with nothing of Millrace.

PROOF is what `millrace ledger prove POSITION` prints; VERIFIER_KEY is the file with the key name+hash+base64, got from
the ledger's owner by another way than the proof. Without it the proof is only checked against the root it names itself.
Formats: RFC 6962 (tree), RFC 8032 (Ed25519), c2sp.org/signed-note and c2sp.org/tlog-checkpoint.
"""
import base64, hashlib, json, sys

P, D = 2**255 - 19, -121665 * pow(121666, -1, 2**255 - 19)
L = 2**252 + 27742317777372353535851937790883648493


def sha(*parts): return hashlib.sha256(b"".join(parts)).digest()


def check(condition, what):
    if not condition: sys.exit(f"BAD: {what}")


def add(p, q):
    x, y = p[0] * q[1] + q[0] * p[1], p[1] * q[1] + p[0] * q[0]
    d = D * p[0] * q[0] * p[1] * q[1]
    return x * pow(1 + d, -1, P) % P, y * pow(1 - d, -1, P) % P


def times(p, n):
    r = (0, 1)
    while n: r, p, n = (add(r, p) if n & 1 else r), add(p, p), n >> 1
    return r


def point(b):
    n = int.from_bytes(b, "little"); y, sign = n & (2**255 - 1), n >> 255
    xx = (y * y - 1) * pow(D * y * y + 1, -1, P)
    x = pow(xx, (P + 3) // 8, P)
    if (x * x - xx) % P: x = x * pow(2, (P - 1) // 4, P) % P
    check(y < P and (x * x - xx) % P == 0, "not a point of the curve")
    return (P - x if x & 1 != sign else x), y


def signed(key, message, signature):
    s = int.from_bytes(signature[32:], "little")
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    base = point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))
    return s < L and times(base, s) == add(point(signature[:32]), times(point(key), h))


def field(value):
    """Behind its length; absent is 0xFFFFFFFF; integers (times are µs since 1970) are 8 bytes, big-endian."""
    if value is None: return b"\xff" * 4
    if isinstance(value, int): value = value.to_bytes(8, "big", signed=True)
    if isinstance(value, str): value = value.encode()
    return len(value).to_bytes(4, "big") + value


def climb(leaf, index, size, path):
    """RFC 9162, section 2.1.3.2."""
    node, last = leaf, size - 1
    for sibling in path:
        check(last > 0, "the path is too long")
        if index & 1 or index == last:
            node = sha(b"\1", sibling, node)
            while not index & 1 and index: index, last = index >> 1, last >> 1
        else: node = sha(b"\1", node, sibling)
        index, last = index >> 1, last >> 1
    check(last == 0, "the path is too short")
    return node


proof = json.load(open(sys.argv[1])); event = proof["event"]; content = bytes.fromhex(event["content_hash"])
if event["data"] is not None:
    plain = sha(*(field(event[name]) for name in ("source", "event_id", "type", "subject", "data")))
    check(sha(bytes.fromhex(event["salt"]), plain) == content, "the event does not have its content hash")
columns = [proof["position"]] + [event[name] for name in (
    "recorded_at", "occurred_at", "loop", "type", "source", "event_id", "subject", "key", "correlation_id",
    "causation_id", "traceparent", "extensions")] + [content, event["batch"]]
check(0 < proof["position"] <= proof["tree_size"], "the position is not in the tree")
root = climb(sha(b"\0", *map(field, columns)), proof["position"] - 1, proof["tree_size"],
             [bytes.fromhex(node) for node in proof["path"]])
check(root.hex() == proof["root"], "the path does not lead to the root")
if len(sys.argv) < 3:
    sys.exit(f"event {proof['position']} is in the tree of {proof['tree_size']} with the root {root.hex()}; "
             "nothing says whose root that is: give a verifier key")
name, key_hash, key = open(sys.argv[2]).read().strip().split("+", 2); key = base64.b64decode(key)
key_id = sha(name.encode(), b"\n", key)[:4]
check(key[:1] == b"\1" and len(key) == 33 and key_id.hex() == key_hash, "the verifier key is broken")
check(proof["checkpoint"], "the proof has no signed checkpoint")
text, signatures = proof["checkpoint"].rsplit("\n\n", 1); text += "\n"
lines = [line.split(" ") for line in signatures.splitlines()]
raw = [base64.b64decode(line[2]) for line in lines if line[:2] == ["—", name]]
check(any(r[:4] == key_id and len(r) == 68 and signed(key[1:], text.encode(), r[4:]) for r in raw), "not signed")
origin, size, head = text.split("\n")[:3]
check(origin == name and int(size) == proof["tree_size"], "the checkpoint is of another tree")
check(base64.b64decode(head) == root, "the checkpoint has another root")
print(f"event {proof['position']} is one of the {size} events that {name} signed for")
