#!/usr/bin/env python3
"""Going back in a large history, in one run on one machine.

  python3 Benchmarks/fold/history.py [--events 10000000] [--millrace .build/release/millrace]

Fills a private Postgres with a synthetic ledger (generate.sql and control.sql), then measures `millrace replay` to its
middle, the projector folding all of it, and how long it takes to explain one interaction (`millrace.explain` over one
connection).
"""
import argparse
import random
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

from fold import HERE, ROOT, private_cluster, psql


def millrace(arguments, *words):
    return [arguments.millrace, *words, "--database", arguments.database, "--kafka", "unused:9092", "--home", str(ROOT)]


def said(text):
    print(text, flush=True)


def replay_to_the_middle(arguments):
    middle = arguments.events // 2
    begun = time.monotonic()
    subprocess.run(millrace(arguments, "replay", "--at", str(middle), "--schema", "middle"), check=True,
                   capture_output=True)
    seconds = time.monotonic() - begun
    reached = int(psql(arguments.database, "-c", "SELECT position FROM middle_fold.checkpoint WHERE group_name = 'core'"))
    assert reached == middle, f"the replay reached {reached}, not {middle}"
    said(f"| replay to position {middle:,} | {seconds:.0f} s, {middle / seconds:,.0f} events/s |")


def fold_all(arguments, head):
    log = open(Path(arguments.log), "w")
    begun = time.monotonic()
    projector = subprocess.Popen(millrace(arguments, "projector"), stdout=log, stderr=log)
    try:
        while True:
            time.sleep(0.5)
            assert projector.poll() is None, f"the projector ended; see {arguments.log}"
            position = psql(arguments.database, "-c", "SELECT to_regclass('fold.checkpoint') IS NOT NULL").strip()
            if position == "t" and int(psql(
                    arguments.database, "-c", "SELECT max(position) FROM fold.checkpoint WHERE group_name = 'core'"
                    ).strip() or 0) >= head:
                break
        seconds = time.monotonic() - begun
    finally:
        projector.terminate()
        projector.wait()
    said(f"| all {head:,} events into the live read models | {seconds:.0f} s, {head / seconds:,.0f} events/s |")


def explain(arguments):
    # Interactions stand at even positions that are no ticks; the first 50,000 events are before the first promotion.
    ids = []
    while len(ids) < arguments.explained:
        position = random.randrange(50_000, arguments.events) // 2 * 2
        if position % 1000:
            ids.append(f"i{position}")
    psql(arguments.database, "-c", "VACUUM ANALYZE", "-c", "CHECKPOINT")
    script = "\\timing on\n" + "".join(f"SELECT length(millrace.explain('{one}')::text);\n" for one in ids)
    output = subprocess.run(["psql", "-X", "-q", "-At", "-v", "ON_ERROR_STOP=1", "-d", arguments.database], input=script,
                            check=True, capture_output=True, text=True).stdout
    times = sorted(float(one) for one in re.findall(r"^Time: ([\d.]+) ms", output, re.M))
    lengths = [int(one) for one in re.findall(r"^(\d+)$", output, re.M)]
    assert len(times) == len(ids) == len(lengths) and min(lengths) > 2000, "an explanation is empty"
    said(f"| explain one interaction, {len(times)} at random | p50 {statistics.median(times):.1f} ms, "
         f"p99 {times[int(0.99 * len(times))]:.1f} ms, longest {times[-1]:.1f} ms |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--millrace", default=str(ROOT / ".build/release/millrace"))
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--explained", type=int, default=300)
    parser.add_argument("--log", default="/dev/null", help="where the projector's log goes")
    arguments = parser.parse_args()
    if arguments.events % 50_000:
        sys.exit("--events has to be a multiple of 50,000")
    with private_cluster() as arguments.database:
        subprocess.run(millrace(arguments, "migrate"), check=True, capture_output=True)
        psql(arguments.database, "-v", f"events={arguments.events}", "-c", "SELECT ledger.ensure_partitions(20000000)")
        for name in ["generate.sql", "control.sql"]:
            psql(arguments.database, "-v", f"events={arguments.events}", "-f", str(HERE / name))
        psql(arguments.database, "-c", "VACUUM ANALYZE ledger.event", "-c", "CHECKPOINT")
        head = int(psql(arguments.database, "-c", "SELECT position FROM ledger.head"))
        said("| what | |\n|---|---|")
        replay_to_the_middle(arguments)
        fold_all(arguments, head)
        explain(arguments)


if __name__ == "__main__":
    main()
