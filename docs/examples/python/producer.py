#!/usr/bin/env python3
"""Publishes feedback to Kafka, and loses none of it: not when it is killed, nor when Kafka loses its memory.

    pip install -r requirements.txt
    producer.py --kafka localhost:9092 --loop shop.returns --spool returns.spool < feedback.jsonl

Each line of the input is the data of one feedback, {"interaction_id": "order-17", "label": "returned"}. It goes to a
spool file first; its event id, written to standard output, says that it will not be forgotten. Then it goes to Kafka,
and it leaves the spool once the topic millrace.durable says that the ledger has it. Started again after kill -9, it
sends what is left in the spool under the same ids, which the ledger takes once. It ends when all is durable.

It needs nothing of Millrace's; streams/asyncapi.yaml is the contract.
"""
import argparse
import json
import os
import select
import sys
import time
import uuid
from datetime import datetime, timezone

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, Producer, TopicPartition

TYPE = "millrace.feedback.received.v1"


class Line:
    """One feedback on its way: what the spool keeps, and where Kafka put it."""

    def __init__(self, text):
        self.text = text
        self.event = json.loads(text)
        self.place = None  # (partition, offset) once Kafka has it
        self.incarnation = None  # the life of its partition as it was known when the line was sent


class Spool:
    """Lines in a file, by event id and in order; `add` returns when the disk has the line."""

    def __init__(self, path):
        self.path = path
        self.lines = {}
        if os.path.exists(path):
            with open(path, "rb") as file:
                for text in file:
                    # A kill may have torn the last one, which nobody was told of then.
                    if text.endswith(b"\n"):
                        line = Line(text)
                        self.lines[line.event["id"]] = line
        self.gone = 0
        self.rewrite()

    def add(self, event):
        line = Line(json.dumps(event).encode() + b"\n")
        self.file.write(line.text)
        os.fsync(self.file.fileno())
        self.lines[event["id"]] = line
        return line

    def remove(self, line):
        del self.lines[line.event["id"]]
        self.gone += 1

    def trim(self):
        """Makes the file short again once most of it is durable."""
        if self.gone > 1000 + len(self.lines) or (self.gone and not self.lines):
            self.rewrite()

    def rewrite(self):
        with open(self.path + ".new", "wb") as file:
            file.writelines(line.text for line in self.lines.values())
            file.flush()
            os.fsync(file.fileno())
        os.replace(self.path + ".new", self.path)
        folder = os.open(os.path.dirname(os.path.abspath(self.path)), os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
        self.file = open(self.path, "ab", buffering=0)
        self.gone = 0


class Watermarks:
    """How far the ledger has come in each partition of a topic: (incarnation, next offset)."""

    def __init__(self, kafka, topic, of):
        self.of = of
        self.known = {}
        self.consumer = Consumer({
            "bootstrap.servers": kafka, "group.id": f"durable-{uuid.uuid4()}", "enable.auto.commit": False,
            "enable.partition.eof": True, "fetch.wait.max.ms": 50})
        partitions = self.consumer.list_topics(topic, timeout=30).topics[topic].partitions
        if not partitions:
            sys.exit(f"there is no topic {topic}; make it with `millrace topics apply`")
        self.consumer.assign([TopicPartition(topic, number, OFFSET_BEGINNING) for number in partitions])
        # What is known from the start does not have to be sent twice.
        ends, deadline = 0, time.monotonic() + 5
        while ends < len(partitions) and time.monotonic() < deadline:
            errors = [message.error() for message in self.read(0.2) if message.error()]
            ends += sum(1 for error in errors if error.code() == KafkaError._PARTITION_EOF)

    def read(self, seconds):
        messages = self.consumer.consume(1000, timeout=seconds)
        for message in messages:
            if message.error() is None:
                value = json.loads(message.value())
                if value["topic"] == self.of:
                    self.known[value["partition"]] = (value["incarnation"], value["next_offset"])
        return messages


class DurableProducer:
    def __init__(self, arguments):
        self.loop, self.source, self.topic = arguments.loop, arguments.source, arguments.topic
        self.spool = Spool(arguments.spool)
        self.undelivered, self.settled = [], 0.0
        self.watermarks = Watermarks(arguments.kafka, arguments.watermarks, of=arguments.topic)
        self.producer = Producer({
            "bootstrap.servers": arguments.kafka, "acks": "all", "enable.idempotence": True, "linger.ms": 10,
            "message.timeout.ms": 30000})
        for line in self.spool.lines.values():
            self.send(line)

    def take(self, data):
        """Returns the event's id when it is safe on this disk."""
        event = {"id": str(uuid.uuid4()), "time": datetime.now(timezone.utc).isoformat(), "data": data}
        self.send(self.spool.add(event))
        return event["id"]

    def send(self, line):
        event, data = line.event, line.event["data"]
        known = dict(self.watermarks.known)
        line.place, line.incarnation = None, None

        def delivered(error, message):
            if error is not None:
                self.undelivered.append((line, error))
                return
            incarnation, next_offset = known.get(message.partition(), (None, 0))
            line.incarnation = incarnation
            # An offset below one that was durable before: the topic is a new one, and this watermark not its own.
            line.place = (message.partition(), message.offset() if message.offset() >= next_offset else float("inf"))

        headers = {
            "ce_specversion": "1.0", "ce_id": event["id"], "ce_source": self.source, "ce_type": TYPE,
            "ce_time": event["time"], "ce_loop": self.loop, "ce_subject": data["interaction_id"],
            "content-type": "application/json"}
        while True:
            try:
                return self.producer.produce(
                    self.topic, key=f"{self.loop}/{data['interaction_id']}", value=json.dumps(data).encode(),
                    headers=headers, on_delivery=delivered)
            except BufferError:
                self.producer.poll(0.1)

    def settle(self):
        """Lets go of what is durable, and sends again what was not delivered, or went to a topic that is no more."""
        self.producer.poll(0)
        undelivered, self.undelivered = self.undelivered, []
        for line, error in undelivered:
            if error.fatal():
                sys.exit(f"Kafka has forgotten this producer ({error}); start it again, the spool has everything")
            print(f"{line.event['id']} is sent again: {error}", file=sys.stderr)
            self.send(line)
        if time.monotonic() < self.settled + 0.05:
            return
        self.watermarks.read(0)
        for line in list(self.spool.lines.values()):
            if line.place is None:
                continue
            partition, offset = line.place
            incarnation, next_offset = self.watermarks.known.get(partition, (line.incarnation, 0))
            if incarnation != line.incarnation:
                self.send(line)
            elif offset < next_offset:
                self.spool.remove(line)
        self.spool.trim()
        self.settled = time.monotonic()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kafka", default="localhost:9092", help="bootstrap servers")
    parser.add_argument("--loop", required=True, help="the loop that the feedback is for")
    parser.add_argument("--spool", required=True, help="the file that keeps what is not durable yet")
    parser.add_argument("--source", default="/example/producer", help="who says so (CloudEvents source)")
    parser.add_argument("--topic", default="millrace.feedback")
    parser.add_argument("--watermarks", default="millrace.durable")
    producer = DurableProducer(parser.parse_args())
    is_open, rest = True, b""
    while is_open or producer.spool.lines:
        if is_open and select.select([sys.stdin], [], [], 0)[0]:
            chunk = os.read(sys.stdin.fileno(), 1 << 16)
            is_open = bool(chunk)
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                if line.strip():
                    print(producer.take(json.loads(line)), flush=True)
                    producer.settle()
        else:
            time.sleep(0.01)
        producer.settle()


if __name__ == "__main__":
    main()
