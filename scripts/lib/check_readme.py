#!/usr/bin/env python3
"""Check that the tree in README.md and the folders agree.

The tree is the fenced block with a line `Sources/`. A line names one or more entries, separated by single spaces;
two spaces or more begin its description. What is indented below `NAME/` lies in that folder. Every top-level folder
(hidden ones apart) and every folder in Sources/ has to be listed, and whatever is listed has to exist.
"""
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"


def tree_lines():
    if not README.exists():
        raise SystemExit("README.md is missing.")
    for block in re.findall(r"^```[^\n]*\n(.*?)^```", README.read_text(encoding="utf-8"), re.M | re.S):
        lines = block.splitlines()
        if any(line.split("  ")[0].strip() == "Sources/" for line in lines):
            return lines
    raise SystemExit("README.md has no fenced block with the layout (one that has a line `Sources/`).")


def listed():
    """The paths that the tree names, relative to the root."""
    paths, above = set(), []
    for line in filter(str.strip, tree_lines()):
        depth = len(line) - len(line.lstrip(" "))
        above = [(indent, name) for indent, name in above if indent < depth]
        names = re.split(r"\s{2,}", line.strip())[0].split()
        prefix = "".join(name for _, name in above)
        paths.update(prefix + name.rstrip("/") for name in names)
        if len(names) == 1:
            above.append((depth, names[0].rstrip("/") + "/"))
    return paths


def folders():
    """The folders that have to be listed: those with files that git keeps or would keep."""
    output = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True).stdout.decode()
    found = set()
    for path in filter(None, output.split("\0")):
        parts = Path(path).parts
        if len(parts) > 1 and not parts[0].startswith("."):
            found.add(parts[0])
        if len(parts) > 2 and parts[0] == "Sources":
            found.add("Sources/" + parts[1])
    return {path for path in found if (ROOT / path).is_dir()}


def main():
    named = listed()
    problems = [f"README.md's tree does not list {path}/" for path in sorted(folders() - named)]
    problems += [f"README.md's tree lists {path}, which does not exist" for path in sorted(named)
                 if not (ROOT / path).exists()]
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
