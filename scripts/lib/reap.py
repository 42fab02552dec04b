#!/usr/bin/env python3
"""Run a command, and when it ends, however it ends, end every process that it left behind.

    reap.py COMMAND [ARGUMENT…]

Tests start brokers and database servers. This process becomes the "child subreaper" (Linux, prctl(2)), so whatever is
orphaned below it, daemons included, becomes its own child; nothing else is ever touched. Exits with the command's code.
"""
import ctypes
import os
import signal
import subprocess
import sys
import time

PR_SET_CHILD_SUBREAPER = 36
PATIENCE_SECONDS = 10


def parents():
    """Parent by process id, for all processes; zombies are left out."""
    found = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as file:
                state, parent = file.read().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if state != "Z":
            found[int(name)] = int(parent)
    return found


def descendants():
    found, level, parent_of = [], {os.getpid()}, parents()
    while level:
        level = {pid for pid, parent in parent_of.items() if parent in level}
        found += level
    return found


def reap():
    """Collect what has ended."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def end_all():
    left = descendants()
    if left:
        print(f"reap: ending {len(left)} processes that were left behind", file=sys.stderr)
    deadline = time.monotonic() + PATIENCE_SECONDS
    asked = set()
    while left:
        for pid in left:
            kind = signal.SIGKILL if time.monotonic() > deadline else signal.SIGTERM
            if kind == signal.SIGKILL or pid not in asked:
                asked.add(pid)
                try:
                    os.kill(pid, kind)
                except ProcessLookupError:
                    pass
        time.sleep(0.1)
        reap()
        left = descendants()


def main(command):
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_CHILD_SUBREAPER) failed")
    child = subprocess.Popen(command)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda kind, _: child.send_signal(kind))
    code = child.wait()
    end_all()
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    sys.exit(main(sys.argv[1:]))
