#!/usr/bin/env python3
"""Compare what two runs said: compare_runs.py A B

Each is a folder that `scripts/witness play` wrote (`event.copy`), a data folder whose program has ended (`postgres/`), or
a database (a libpq URI). The events are compared as sets of (type, source, event id, subject, data), byte for byte, but
for what differs by chance or by the program that ran, which MASKS below names. What differs is printed; exit status 1.
"""
import json
import os
import re
import sys
import tempfile
from pathlib import Path

from cluster import Cluster, psql

CONTENT = ("type", "source", "event_id", "subject", "data")
SQL = f"COPY (SELECT {', '.join(CONTENT)} FROM ledger.event ORDER BY position) TO STDOUT WITH (HEADER)"

# Members whose values are not compared, by event type.
MASKS = {
    # The version of the folds that fed the dataset.
    "millrace.dataset.sealed.v1": [rb'"fold_version":"[0-9a-f]*"'],
    # The digest of the program.
    "millrace.run.completed.v1": [rb'"binary":"[0-9a-f]*"'],
    # Where the slot's reader stood when it decided.
    "millrace.model.promoted.v1": [rb'"decided_at_position":\d+'],
    "millrace.model.rolled_back.v1": [rb'"decided_at_position":\d+'],
    # The folds' version and tables, with checksums over rows that hold when the ledger recorded an event.
    "millrace.projection.verified.v1": [rb'"version":"[0-9a-f]*"', rb'"tables":\[[^\]]*\]'],
}
# Types whose ids are digests of what is masked.
MASKED_IDS = {"millrace.projection.verified.v1"}
SHOWN = 20

ESCAPES = {"b": b"\b", "f": b"\f", "n": b"\n", "r": b"\r", "t": b"\t", "v": b"\v"}


def unescape(field):
    """A field of COPY's text format; None for null."""
    if field == rb"\N":
        return None
    return re.sub(rb"\\(.)", lambda match: ESCAPES.get(match[1].decode("latin-1"), match[1]), field, flags=re.S)


def rows(copy):
    """The rows of COPY's text format with a header, as dictionaries of bytes."""
    lines = copy.split(b"\n")
    names = lines[0].decode().split("\t")
    return [dict(zip(names, map(unescape, line.split(b"\t")))) for line in lines[1:] if line]


def read(run):
    folder = Path(run)
    if (folder / "event.copy").is_file():
        return rows((folder / "event.copy").read_bytes())
    if (folder / "postgres/data").is_dir():
        with tempfile.TemporaryDirectory(prefix="millrace-compare-") as socket:
            os.chmod(socket, 0o755)
            with Cluster(folder.resolve() / "postgres/data", Path(socket) / "s", is_new=False) as cluster:
                return rows(psql(cluster.uri, SQL))
    if folder.exists() or "/" in run and "=" not in run and "://" not in run:
        raise SystemExit(f"error: {run} is no run: it has neither event.copy nor postgres/data")
    return rows(psql(run, SQL))


def compared(event):
    """What of an event is compared: its identity, and its content."""
    kind = event["type"].decode()
    data = event["data"] or b""
    for pattern in MASKS.get(kind, []):
        data = re.sub(pattern, lambda match: match[0].split(b":")[0] + b":0", data)
    name = b"*" if kind in MASKED_IDS else event["event_id"]
    return (kind, event["source"].decode(), name.decode()), (event["subject"], data)


def members(value, path=""):
    """The leaves of a JSON value, by path."""
    if isinstance(value, dict):
        pairs = [(f"{path}.{name}" if path else name, member) for name, member in value.items()]
    elif isinstance(value, list):
        pairs = [(f"{path}[{index}]", member) for index, member in enumerate(value)]
    else:
        return {path: json.dumps(value)}
    return {leaf: text for place, member in pairs for leaf, text in members(member, place).items()} or {path: "empty"}


def difference(first, second):
    if first[0] != second[0]:
        return f"subject {first[0]} | {second[0]}"
    try:
        left, right = (members(json.loads(content[1])) for content in (first, second))
    except ValueError:
        return "data that is no JSON"
    parts = [f"{path}: {left.get(path, 'absent')} | {right.get(path, 'absent')}"
             for path in sorted(left.keys() | right.keys()) if left.get(path) != right.get(path)]
    return "; ".join(parts[:6]) + (f"; and {len(parts) - 6} more" if len(parts) > 6 else "") or "the text of data alone"


def group(events):
    found = {}
    for event in events:
        identity, content = compared(event)
        found.setdefault(identity, []).append(content)
    return found


def main():
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    first, second = (group(read(run)) for run in sys.argv[1:])
    lines = []
    for identity in sorted(first.keys() | second.keys()):
        left, right = sorted(first.get(identity, []), key=repr), sorted(second.get(identity, []), key=repr)
        if left == right:
            continue
        name = " ".join(identity)
        if not right:
            lines.append(f"only in the first: {name}")
        elif not left:
            lines.append(f"only in the second: {name}")
        else:
            lines.append(f"not the same: {name}: {difference(left[0], right[0])}")
    counts = [sum(map(len, run.values())) for run in (first, second)]
    for line in lines[:SHOWN]:
        print(line)
    if len(lines) > SHOWN:
        print(f"and {len(lines) - SHOWN} more")
    if not lines:
        print(f"the same {counts[0]} events")
        return 0
    print(f"{len(lines)} differences; {counts[0]} and {counts[1]} events")
    return 1


if __name__ == "__main__":
    sys.exit(main())
