#!/usr/bin/env python3
"""Folding against hand-written SQL, in one run on one machine.

  python3 Benchmarks/fold/fold.py [--millrace .build/release/millrace] [--database "host=… dbname=EMPTY"] [--events 400000]

Fills an empty database (without --database, of a private cluster made for it) with a synthetic ledger, lets `millrace replay` fold it (all projections; then only
`interaction`), and runs Benchmarks/fold/by_hand.sql, which makes the same rows with one INSERT … SELECT per table. The
contents are compared. Both sides are Postgres, psql is the only other program.
"""
import argparse
import contextlib
import glob
import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
TABLES = ["interaction", "feedback", "tick", "joined_example", "hourly_metric"]


@contextlib.contextmanager
def private_cluster():
    """A Postgres of its own in a temporary folder; as root it runs as user postgres."""
    programs = Path(sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1])
    prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    folder = tempfile.mkdtemp(prefix="millrace-bench-")
    if prefix:
        shutil.chown(folder, "postgres")
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
    subprocess.run([*prefix, programs / "initdb", "-D", folder + "/data", "-A", "trust", "-U", "postgres",
                    "--locale=C.UTF-8", "--encoding=UTF8"], **quiet)
    settings = f"-k {folder} -h '' -c shared_buffers=512MB -c max_wal_size=4GB -c autovacuum_naptime=5min"
    subprocess.run([*prefix, programs / "pg_ctl", "-D", folder + "/data", "-w", "-l", folder + "/log", "-o", settings,
                    "start"], **quiet)
    try:
        yield f"host={folder} user=postgres dbname=postgres"
    finally:
        subprocess.run([*prefix, programs / "pg_ctl", "-D", folder + "/data", "-m", "immediate", "stop"], **quiet)
        shutil.rmtree(folder, ignore_errors=True)


def psql(database, *arguments):
    return subprocess.run(
        ["psql", "-X", "-q", "-At", "-v", "ON_ERROR_STOP=1", "-d", database, *arguments],
        check=True, capture_output=True, text=True).stdout


def by_hand(database, fold):
    """Milliseconds of each statement, by the comment before it."""
    output = psql(database, "-v", f"fold={fold}", "-f", str(HERE / "by_hand.sql"))
    text = (HERE / "by_hand.sql").read_text().split("\\timing on", 1)[1]
    names = re.findall(r"^-- (\w+)$", text, re.M)
    times = [float(time) for time in re.findall(r"^Time: ([\d.]+) ms", output, re.M)]
    assert len(times) == len(names), (names, output)
    return dict(zip(names, times))


def replay(arguments, schema, home):
    command = [arguments.millrace, "replay", "--schema", schema, "--window", str(arguments.window), "--json",
               "--database", arguments.database, "--kafka", "unused:9092", "--home", str(home)]
    begun = time.monotonic()
    subprocess.run(command, check=True, capture_output=True)
    return time.monotonic() - begun


def only_interaction(folder):
    """A home whose only projection is `interaction`, with what it reads."""
    home = Path(folder)
    shutil.copytree(ROOT / "streams", home / "streams")
    (home / "projections/core").mkdir(parents=True)
    for name in ["00_fold_error.sql", "05_rule.sql", "10_loop.sql", "30_interaction.sql"]:
        shutil.copy(ROOT / "projections/core" / name, home / "projections/core")
    return home


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--millrace", default=str(ROOT / ".build/release/millrace"))
    parser.add_argument("--database")
    parser.add_argument("--events", type=int, default=400_000)
    parser.add_argument("--window", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json")
    arguments = parser.parse_args()
    if arguments.database:
        return measure(arguments)
    with private_cluster() as database:
        arguments.database = database
        measure(arguments)


def measure(arguments):
    subprocess.run([arguments.millrace, "migrate", "--database", arguments.database, "--kafka", "unused:9092",
                    "--home", str(ROOT)], check=True, capture_output=True)
    psql(arguments.database, "-v", f"events={arguments.events}", "-f", str(HERE / "generate.sql"))
    psql(arguments.database, "-c", "VACUUM ANALYZE ledger.event", "-c", "CHECKPOINT")
    hands, folds, interactions = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        home = only_interaction(folder)
        for number in range(arguments.rounds):
            # By turns, so that both meet the same machine.
            folds.append(replay(arguments, f"bench{number}", ROOT))
            interactions.append(replay(arguments, f"single{number}", home))
            hands.append(by_hand(arguments.database, f"bench{number}_fold"))
            for table in TABLES:
                differing = psql(
                    arguments.database, "-c",
                    f"SELECT count(*) FROM (SELECT t::text FROM bench{number}_fold.{table} t EXCEPT ALL "
                    f"SELECT t::text FROM by_hand.{table} t) d")
                assert differing.strip() == "0", f"{table} differs in {differing.strip()} rows"
            for schema in [f"bench{number}", f"bench{number}_fold", f"single{number}", f"single{number}_fold"]:
                psql(arguments.database, "-c", f"DROP SCHEMA IF EXISTS {schema} CASCADE")
    hand = min(sum(times.values()) for times in hands) / 1000
    hand_interaction = min(times["interaction"] for times in hands) / 1000
    fold, interaction = min(folds), min(interactions)
    rows = int(psql(arguments.database, "-c", "SELECT count(*) FROM by_hand.interaction"))
    report = {
        "events": arguments.events, "window": arguments.window,
        "fold_seconds": fold, "fold_events_per_second": arguments.events / fold,
        "by_hand_seconds": hand, "by_hand_events_per_second": arguments.events / hand, "ratio": hand / fold,
        "interaction_rows": rows, "interaction_seconds": interaction,
        "interaction_rows_per_second": rows / interaction,
        "interaction_events_per_second": arguments.events / interaction,
        "interaction_by_hand_seconds": hand_interaction, "interaction_ratio": hand_interaction / interaction,
    }
    print("| what | seconds | events/s | ratio to by hand |\n|---|---:|---:|---:|")
    print(f"| all projections | {fold:.2f} | {arguments.events / fold:.0f} | {hand / fold:.2f} |")
    print(f"| the same rows by hand | {hand:.2f} | {arguments.events / hand:.0f} | 1 |")
    print(f"| `interaction` alone ({rows} rows) | {interaction:.2f} | {arguments.events / interaction:.0f} | "
          f"{hand_interaction / interaction:.2f} |")
    print(f"| the same rows by hand | {hand_interaction:.2f} | {arguments.events / hand_interaction:.0f} | 1 |")
    if arguments.json:
        Path(arguments.json).write_text(json.dumps(report, indent=2) + "\n")


if __name__ == "__main__":
    main()
