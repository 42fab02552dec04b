#!/usr/bin/env python3
"""Make the second example's data out of apt's package lists: name and synopsis of each package, and its section.

    apt-cache dumpavail | debian_sections.py sections.jsonl

One JSON object a line: package, synopsis, section, time, label_time. A package's place in the stream comes from a hash
of its name, so the same package lists give the same file: 120 days from 2026-01-01, and the packages of twelve
sections appear only in the second half. The section is known an hour later.
"""
import collections
import hashlib
import json
import os
import sys
from datetime import datetime, timedelta, timezone

START = datetime(2026, 1, 1, tzinfo=timezone.utc)
STREAM_SECONDS = 120 * 86400
LABEL_DELAY = timedelta(hours=1)
LATE_SECTIONS = frozenset((
    "electronics", "fonts", "games", "golang", "hamradio", "kde", "math", "ocaml", "php", "rust", "vcs", "video",
))


def stanzas(lines):
    """The fields of each package; continuation lines are left out."""
    fields = {}
    for line in lines:
        if line == "\n":
            if fields:
                yield fields
            fields = {}
        elif not line[0].isspace():
            name, _, value = line.partition(":")
            fields[name] = value.strip()
    if fields:
        yield fields


def moment(package, section):
    drawn = int.from_bytes(hashlib.sha256(package.encode()).digest()[:8], "big")
    half = STREAM_SECONDS // 2
    seconds = half + drawn % half if section in LATE_SECTIONS else drawn % STREAM_SECONDS
    return START + timedelta(seconds=seconds)


def utc(time):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def rows(lines):
    seen = {}
    for fields in stanzas(lines):
        package = fields.get("Package", "")
        synopsis = fields.get("Description") or fields.get("Description-en") or ""
        # "contrib/net" and "universe/net" are net as well.
        section = fields.get("Section", "").rpartition("/")[2]
        if package and synopsis and section and package not in seen:
            seen[package] = (moment(package, section), package, synopsis, section)
    for time, package, synopsis, section in sorted(seen.values()):
        yield {"package": package, "synopsis": synopsis, "section": section,
               "time": utc(time), "label_time": utc(time + LABEL_DELAY)}


def main(target):
    counts, digest, partial = collections.Counter(), hashlib.sha256(), target + ".partial"
    sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    with open(partial, "wb") as file:
        for row in rows(sys.stdin):
            line = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            file.write(line)
            digest.update(line)
            counts[row["section"]] += 1
    if not counts:
        os.remove(partial)
        raise SystemExit("apt-cache dumpavail named no packages; run apt-get update as root first.")
    os.replace(partial, target)
    late = sum(counts[section] for section in LATE_SECTIONS)
    print(f"{sum(counts.values())} packages, {len(counts)} sections, {late} packages of "
          f"{len(LATE_SECTIONS & set(counts))} late sections, sha256 {digest.hexdigest()}", file=sys.stderr)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(sys.argv[1])
