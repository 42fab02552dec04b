#!/usr/bin/env python3
"""Which Swift packages this tree is built with: packages.txt beside this file, one a line, as
`name version revision url`, the packages that our own depend on included.

    packages.py check           the manifests name exact versions, those of the list
    packages.py seed FOLDER     writes FOLDER/Package.resolved from the list, which SwiftPM then goes by
    packages.py compare FOLDER  FOLDER/Package.resolved has nothing that is not in the list
    packages.py renew           writes the list from Package.resolved
"""
import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIST = Path(__file__).resolve().parent / "packages.txt"
MANIFESTS = ["Package.swift", "Benchmarks/Package.swift", "docs/examples/swift/Package.swift"]


def name_of(url):
    """What SwiftPM calls a package: the last part of its URL, in small letters."""
    return url.rstrip("/").rsplit("/", 1)[-1].removesuffix(".git").lower()


def listed():
    """By name: version, revision and URL."""
    packages = {}
    for number, line in enumerate(LIST.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            words = line.split()
            if len(words) != 4 or name_of(words[3]) != words[0] or not re.fullmatch("[0-9a-f]{40}", words[2]):
                raise SystemExit(f"error: {LIST.name}:{number} is not `name version revision url`: {line}")
            packages[words[0]] = tuple(words[1:])
    return packages


def resolved(folder):
    """What SwiftPM resolved, in the form of `listed`."""
    pins = json.loads((Path(folder) / "Package.resolved").read_text(encoding="utf-8"))["pins"]
    return {pin["identity"]: (pin["state"].get("version", "-"), pin["state"]["revision"], pin["location"])
            for pin in pins}


def check():
    packages, problems = listed(), []
    for manifest in MANIFESTS:
        text = (ROOT / manifest).read_text(encoding="utf-8")
        for url, requirement in re.findall(r'\.package\(\s*url:\s*"([^"]+)",\s*([^)]*)\)', text):
            version = re.fullmatch(r'exact:\s*"([^"]+)"', requirement.strip())
            if not version:
                problems.append(f"{manifest}: {url} is taken by `{requirement.strip()}`; write `exact:`")
            elif packages.get(name_of(url), ("none",))[0] != version[1]:
                has = packages.get(name_of(url), ("none",))[0]
                problems.append(f"{manifest}: {name_of(url)} is {version[1]}, in scripts/lib/{LIST.name} {has}")
    if problems:
        problems.append("To take other versions on purpose: name them in the manifests, then scripts/setup --renew-packages.")
    return problems


def seed(folder):
    pins = [{"identity": name, "kind": "remoteSourceControl", "location": url,
             "state": {"revision": revision, "version": version}}
            for name, (version, revision, url) in sorted(listed().items())]
    (Path(folder) / "Package.resolved").write_text(
        json.dumps({"pins": pins, "version": 2}, indent=2) + "\n", encoding="utf-8")


def compare(folder):
    packages, problems = listed(), []
    for name, found in sorted(resolved(folder).items()):
        pinned = packages.get(name)
        if not pinned:
            problems.append(f"{name} {found[0]} ({found[2]}) is needed and not in the list")
        elif found[:2] != pinned[:2]:
            problems.append(f"{name} is {found[0]} ({found[1]}), in the list {pinned[0]} ({pinned[1]})")
    return problems


def renew():
    head = LIST.read_text(encoding="utf-8").splitlines() if LIST.exists() else []
    lines = [line for line in head if line.startswith("#")]
    lines += [f"{name} {' '.join(found)}" for name, found in sorted(resolved(ROOT).items())]
    LIST.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main():
    commands = {"check": check, "seed": seed, "compare": compare, "renew": renew}
    if len(sys.argv) < 2 or sys.argv[1] not in commands:
        raise SystemExit(__doc__)
    problems = commands[sys.argv[1]](*sys.argv[2:]) or []
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
