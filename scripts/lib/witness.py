#!/usr/bin/env python3
"""Play a small seeded simulation with a program and keep what it leaves behind: witness.py PROGRAM FOLDER

What the files hold, and why each is there, stands in Tests/Fixtures/witness/README.md. The program runs against a
cluster and a broker of its own, as separate services: what it wrote is read while nothing runs.
"""
import json
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import ExitStack, contextmanager
from pathlib import Path

import story
from cluster import Cluster, psql

# Notes each move of cursors and offsets, so that the ledger can be cut afterwards at the end of any batch.
NOTES = """
CREATE SCHEMA witness;
CREATE TABLE witness.note (
  number bigint GENERATED ALWAYS AS IDENTITY, xid xid8 NOT NULL, head bigint NOT NULL, what text NOT NULL,
  moved jsonb NOT NULL);
CREATE FUNCTION witness.take_note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  INSERT INTO witness.note (xid, head, what, moved)
  SELECT pg_current_xact_id(), h.position, TG_TABLE_NAME, to_jsonb(NEW) FROM ledger.head h;
  RETURN NULL;
END $$;
CREATE TRIGGER witness AFTER INSERT OR UPDATE ON reactor.cursor
  FOR EACH ROW EXECUTE FUNCTION witness.take_note();
CREATE TRIGGER witness AFTER INSERT OR UPDATE ON ledger.ingest_offset
  FOR EACH ROW EXECUTE FUNCTION witness.take_note();
CREATE TRIGGER witness AFTER INSERT ON ledger.batch FOR EACH ROW EXECUTE FUNCTION witness.take_note();
"""

# The states that are kept: the end, and where a machine might have died. A state is the end of a batch.
STATES = """
CREATE TABLE witness.state (state text PRIMARY KEY, batch bigint NOT NULL, position bigint NOT NULL);
INSERT INTO witness.state SELECT 'uncut', batch, position FROM ledger.head;
-- In the middle of the second round: some of its runs have ended, and one has not.
INSERT INTO witness.state
SELECT 'mid_round', b.batch, b.last_position FROM ledger.batch b,
  (SELECT e.data->>'dataset_id' AS dataset, e.position FROM ledger.event e
   WHERE e.type = 'millrace.dataset.sealed.v1' ORDER BY e.position OFFSET 1 LIMIT 1) d
WHERE b.last_position >= (
    SELECT min(position) FROM ledger.event
    WHERE type = 'millrace.run.completed.v1' AND data->>'dataset_id' = d.dataset)
  AND b.last_position < (
    SELECT max(position) FROM ledger.event
    WHERE type IN ('millrace.run.completed.v1', 'millrace.run.failed.v1') AND data->>'dataset_id' = d.dataset)
ORDER BY b.batch LIMIT 1;
-- In the middle of a trial: its first look has decided nothing, and more are to come.
INSERT INTO witness.state
SELECT 'mid_trial', b.batch, b.last_position FROM ledger.batch b
WHERE b.batch = (
  SELECT e.batch FROM ledger.event e
  WHERE e.type = 'millrace.verdict.revised.v1' AND e.data->>'outcome' = 'undecided' AND EXISTS (
    SELECT FROM ledger.event l WHERE l.type = e.type AND l.batch > e.batch
      AND l.data->>'generation' = e.data->>'generation')
  ORDER BY e.position LIMIT 1);

CREATE VIEW witness.noted AS
SELECT s.state, n.number, n.what, n.moved FROM witness.state s, witness.note n
WHERE CASE
  WHEN n.what = 'cursor' THEN n.head <= s.position
  -- What a batch moved belongs to it; the rest (a partition taken over, a batch without events) to the time before the
  -- next one.
  ELSE coalesce(
    (SELECT (b.moved->>'batch')::bigint FROM witness.note b WHERE b.what = 'batch' AND b.xid = n.xid) <= s.batch,
    n.number < coalesce((
      SELECT min(o.number) FROM witness.note b JOIN witness.note o ON o.xid = b.xid
      WHERE b.what = 'batch' AND (b.moved->>'batch')::bigint = s.batch + 1), 9e18))
  END;
"""

# What is written, by file: rows in COPY's text format, each with an order of its own.
TABLES = {
    "event": """
        SELECT occurred_at, loop, type, source, event_id, subject, key, correlation_id, causation_id, traceparent,
          extensions, data, encode(salt, 'base64') AS salt
        FROM ledger.event ORDER BY position""",
    "batch": """
        SELECT batch, first_position, last_position, recorded_at, offsets, duplicates, parked, root_hash, previous_hash,
          chain_hash, frontier
        FROM ledger.batch ORDER BY batch""",
    "incarnation": """
        SELECT incarnation, topic, topic_id, cluster_id, opened_at, closed_at, reason
        FROM ledger.incarnation ORDER BY incarnation""",
    "ingest_gap": """
        SELECT incarnation, partition, first_offset, next_offset, noticed_at
        FROM ledger.ingest_gap ORDER BY incarnation, partition, first_offset""",
    "parked": """
        SELECT parked_id, incarnation, partition, "offset", topic, key, value, header_names, header_values, record_time,
          source, event_id, reason, message, state, note, attempts, after_position, decision_position, event_position,
          parked_at
        FROM ledger.parked ORDER BY parked_id""",
    "artifact": """
        SELECT encode(sha256, 'hex') AS sha256, number,
          translate(encode(bytes, 'base64'), E'\\n', '') AS bytes
        FROM artifact.object JOIN artifact.chunk USING (sha256) ORDER BY sha256, number""",
    "fold_version": "SELECT group_name, version, files FROM artifact.fold_version ORDER BY group_name, version",
    "migration": "SELECT number, name, sha256 FROM millrace_meta.migration ORDER BY number",
    "state": "SELECT state, batch, position FROM witness.state ORDER BY position",
    "cursor": """
        SELECT DISTINCT ON (state, reactor, loop) state, moved->>'reactor' AS reactor, moved->>'loop' AS loop,
          (moved->>'position')::bigint AS position, (moved->>'settled')::bigint AS settled
        FROM witness.noted WHERE what = 'cursor' ORDER BY state, reactor, loop, number DESC""",
    "ingest_offset": """
        SELECT DISTINCT ON (state, incarnation, partition) state, (moved->>'incarnation')::bigint AS incarnation,
          (moved->>'partition')::integer AS partition, (moved->>'next_offset')::bigint AS next_offset,
          (moved->>'fence')::bigint AS fence, moved->>'last_record_hash' AS last_record_hash
        FROM witness.noted WHERE what = 'ingest_offset' ORDER BY state, incarnation, partition, number DESC""",
}

# What the uncut run came to, by what its own read models say: the test asks the same of later ones.
OUTCOME = Path(__file__).resolve().parents[2] / "Tests/Fixtures/witness/outcome"


def free_port():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return server.getsockname()[1]


def say(text):
    print(f"witness: {text}", file=sys.stderr, flush=True)


class Player:
    """A program with its cluster, its broker and a scratch folder."""

    def __init__(self, program, scratch):
        self.program, self.scratch = program, scratch
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("MILLRACE_", "PG"))},
            "MILLRACE_HOME": os.environ["MILLRACE_HOME"], "MILLRACE_DATA": str(scratch / "data"),
            # The embedded broker answers a group's first join after half of the session's time-out.
            "MILLRACE_KAFKA_PROPERTIES": "session.timeout.ms=1500,heartbeat.interval.ms=300",
        }

    def start(self, *arguments, **environment):
        log = open(self.scratch / f"{arguments[0]}.log", "ab")
        return subprocess.Popen(
            [self.program, *arguments], env={**self.environment, **environment}, stdin=subprocess.DEVNULL, stdout=log,
            stderr=log)

    def run(self, *arguments):
        say("millrace " + " ".join(arguments))
        process = self.start(*arguments)
        try:
            if process.wait(600) != 0:
                raise SystemExit(f"error: millrace {arguments[0]} failed:\n" + self.log(arguments[0]))
        finally:
            process.kill()
            process.wait()

    def log(self, name):
        return (self.scratch / f"{name}.log").read_text(errors="replace")[-4000:]

    @contextmanager
    def running(self, *arguments, **environment):
        process = self.start(*arguments, **environment)
        try:
            yield process
            if process.poll() is not None:
                raise SystemExit(f"error: millrace {arguments[0]} ended:\n" + self.log(arguments[0]))
            process.send_signal(signal.SIGTERM)
            process.wait(30)
        finally:
            process.kill()
            process.wait()

    @contextmanager
    def broker(self):
        url = f"tcp://127.0.0.1:{free_port()}"
        process = subprocess.Popen(
            [os.environ["MILLRACE_TANSU"], "broker", "--listener-url", url, "--advertised-listener-url", url,
             "--storage-engine", "memory://tansu/"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            yield url.removeprefix("tcp://")
        finally:
            process.kill()
            process.wait()


def post(port, path, body, wanted):
    """Sends JSON, again while the service is not there yet; another answer than the wanted one ends all."""
    data = json.dumps(body).encode()
    for attempt in range(300):
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}{path}", data, {"content-type": "application/json"}, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                status, text = answer.status, answer.read()
        except urllib.error.HTTPError as error:
            status, text = error.code, error.read()
        except (urllib.error.URLError, ConnectionError) as error:
            status, text = 0, str(error).encode()
        if status == wanted:
            return json.loads(text)
        if status not in (0, 503) and not (status in (400, 404, 422) and attempt < 100):
            break
        time.sleep(0.1)
    raise SystemExit(f"error: POST {path} was answered with {status}, not {wanted}: {text.decode(errors='replace')}")


def await_folds(uri):
    """Returns once the projector has made its tables."""
    for _ in range(600):
        if psql(uri, "SELECT to_regclass('fold.checkpoint') IS NOT NULL").strip() == b"t":
            return
        time.sleep(0.1)
    raise SystemExit("error: the projector made no tables within a minute")


def prelude(player, files):
    """What people do before the users come: a loop is declared, held and let go; answers contradict themselves."""
    decide = f"/v1/loops/{story.LOOP}/decide?ack=durable"
    question = {"interaction_id": "elsewhere-1", "unit": "Köln ☂", "occurred_at": "2025-12-31T12:00:00Z"}
    with player.running("archiver"), player.running("projector"):
        await_folds(player.environment["MILLRACE_DATABASE"])
        player.run("loop", "apply", files["loop"])
        player.run("loop", "pause", story.LOOP, "--reason", "not yet")
        player.run("loop", "resume", story.LOOP)
        # A service of its own each: what one remembers it would not record twice.
        for number, status in enumerate([200, 409, 409]):
            port = free_port()
            with player.running("inference", "--port", str(port)):
                post(port, decide, {**question, "input": {"x": number / 8, "c": "a", "t": "warm"}}, status)
        player.run("parked", "discard", "2", "--because", "said twice")
        player.run("parked", "retry", "1", "--because", "once more")


def leave_journal(player):
    """Answers and feedback while Kafka is away."""
    port = free_port()
    shutil.rmtree(player.scratch / "data/journal", ignore_errors=True)
    with player.running("inference", "--port", str(port), MILLRACE_KAFKA=f"127.0.0.1:{free_port()}"):
        post(port, f"/v1/loops/{story.LOOP}/decide", {"requests": [
            {"interaction_id": f"spooled-{number}", "unit": "ünit", "occurred_at": f"2026-02-01T00:0{number}:00Z",
             "input": {"x": number / 4 - 0.5, "c": "a", "t": "warm and slow"}} for number in range(5)]}, 200)
        post(port, "/v1/feedback", {"feedback": [
            {"loop": story.LOOP, "interaction_id": f"spooled-{number}", "feedback_id": f"spooled-{number}",
             "label": "yes", "occurred_at": f"2026-02-01T01:0{number}:00Z"} for number in range(3)]}, 202)
    return sorted((player.scratch / "data/journal").glob("*/*.journal"))


def frames(data):
    """The records in a journal's segment (Sources/Publishing/Journal/JournalFrame.swift), checksums left aside."""
    place = 0

    def word():
        nonlocal place
        place += 4
        return struct.unpack_from("<I", data, place - 4)[0]

    def blob():
        nonlocal place
        size = word()
        if size == 0xFFFFFFFF:
            return None
        place += size
        return data[place - size:place].decode()

    while place < len(data):
        assert data[place:place + 3] == b"MJ\1", "a frame of another form"
        place += 4
        end = place + 12 + word()
        place += 8
        record = {"topic": blob(), "key": blob(), "value": blob()}
        record["headers"] = [[blob(), blob()] for _ in range(word())]
        assert place == end, "a frame of another form"
        yield record


def play(player, cluster, files):
    """The whole story; leaves the ledger in the cluster."""
    with player.broker() as kafka:
        player.environment |= {"MILLRACE_DATABASE": cluster.uri, "MILLRACE_KAFKA": kafka}
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", int(kafka.split(":")[1]))) == 0:
                    break
            time.sleep(0.1)
        player.run("migrate")
        psql(cluster.uri, NOTES)
        player.run("topics", "apply")
        prelude(player, files)
        player.run(
            "simulate", "--loop", files["loop"], "--data", files["data"], "--time", "time", "--label", "label",
            "--label-time", "known", "--report", files["report"], *story.SABOTAGE)
        with player.running("archiver"), player.running("projector"):
            player.run("projection", "verify")
    player.run("ledger", "verify")


def export(uri, folder):
    psql(uri, STATES)
    states = psql(uri, "SELECT state FROM witness.state ORDER BY position").decode().split()
    if states != ["mid_round", "mid_trial", "uncut"]:
        raise SystemExit(f"error: the story has not come by all states that are to be kept: {states}")
    late = psql(uri, """SELECT count(*) FROM ledger.parked WHERE greatest(after_position, decision_position)
        > (SELECT min(position) FROM witness.state)""")
    if late.strip() != b"0":
        raise SystemExit("error: a record was parked or decided on after the first cut; they would not fit together")
    outcomes = {path.stem: path.read_text() for path in sorted(OUTCOME.glob("*.sql"))}
    for name, query in {**TABLES, **outcomes}.items():
        (folder / f"{name}.copy").write_bytes(psql(uri, f"COPY ({query}) TO STDOUT WITH (HEADER)"))


def main():
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    program, folder = str(Path(sys.argv[1]).resolve()), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="millrace-witness-")))
        scratch.chmod(0o755)
        (scratch / "data").mkdir()
        (folder / "arguments.txt").write_text("\n".join(story.SABOTAGE) + "\n")
        files = {"loop": scratch / "loop.yaml", "data": scratch / "data.csv", "report": scratch / "report.json"}
        files["loop"].write_text(story.CONFIG)
        files["data"].write_text(story.data())
        files = {name: str(path) for name, path in files.items()}
        player = Player(program, scratch)
        cluster = stack.enter_context(Cluster(scratch / "postgres/data", scratch / "socket", is_new=True))
        play(player, cluster, files)
        export(cluster.uri, folder)
        shutil.rmtree(folder / "journal", ignore_errors=True)
        (folder / "journal").mkdir()
        lines = []
        for segment in leave_journal(player):
            data = segment.read_bytes().rstrip(b"\0")
            (folder / "journal" / segment.name).write_bytes(data)
            lines += [json.dumps(record, ensure_ascii=False) for record in frames(data)]
        if not lines:
            raise SystemExit("error: nothing was left in the journal")
        (folder / "journal.jsonl").write_text("\n".join(lines) + "\n")
        report = json.loads(Path(files["report"]).read_text())
        del report["seconds"]
        (folder / "report.json").write_text(json.dumps(report, indent=1, sort_keys=True) + "\n")
        for name in ("loop.yaml", "data.csv"):
            shutil.copy(scratch / name, folder)
        views = sorted(Path(os.environ["MILLRACE_HOME"], "projections/core").glob("views*.sql"))
        (folder / "views.sql").write_text("".join(path.read_text() for path in views))
    say(f"{sum(path.stat().st_size for path in folder.rglob('*') if path.is_file()):,} bytes in {folder}")


if __name__ == "__main__":
    main()
