#!/usr/bin/env python3
"""What scikit-learn reaches on the demo's flights: the yardstick for Millrace's learner.

    logistic.py flights.csv [--report report.json] [--millrace demo.json]

Progressive by month: each month of 2013 (UTC) is predicted by a model that saw only flights whose outcome was known
before the month began. `static` is LogisticRegression trained on January once; `retrained` is trained anew each month
on everything so far; `trees` is HistGradientBoostingClassifier, retrained likewise. Prints a table of AUCs (and of
log losses in the JSON), and beside them what the demo's report says of Millrace and its first champion.
"""
import argparse
import json
import time

import numpy as np
import pandas as pd
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler

CATEGORIES = [
    "carrier", "flight", "origin", "dest", "route", "day_of_week", "departure_hour", "tailnum", "manufacturer", "model",
]
NUMBERS = [
    "distance", "departure_minute", "arrival_minute", "plane_year", "seats",
    "temp", "dewp", "humid", "wind_dir", "wind_speed", "wind_gust", "precip", "pressure", "visib",
]


def logistic():
    numbers = make_pipeline(SimpleImputer(add_indicator=True), StandardScaler())
    categories = OneHotEncoder(min_frequency=20, handle_unknown="infrequent_if_exist")
    inputs = make_column_transformer((numbers, NUMBERS), (categories, CATEGORIES))
    return make_pipeline(inputs, LogisticRegression(C=0.1, max_iter=300))


def trees():
    few = [name for name in CATEGORIES if name not in ("flight", "tailnum")]
    many = ["flight", "tailnum"]
    ordinal = {"handle_unknown": "use_encoded_value", "unknown_value": np.nan, "encoded_missing_value": np.nan}
    inputs = make_column_transformer(
        (OrdinalEncoder(max_categories=250, **ordinal), few), (OrdinalEncoder(**ordinal), many),
        remainder="passthrough", sparse_threshold=0)
    learner = HistGradientBoostingClassifier(
        categorical_features=list(range(len(few))), learning_rate=0.05, max_iter=200, l2_regularization=1.0,
        random_state=0)
    return make_pipeline(inputs, learner)


def read(path):
    table = pd.read_csv(path, dtype={name: "str" for name in CATEGORIES})
    table[CATEGORIES] = table[CATEGORIES].fillna("(missing)")
    table["departure"] = pd.to_datetime(table["scheduled_departure"], utc=True)
    table["known"] = pd.to_datetime(table["label_time"], utc=True)
    table["late"] = (table["label"] == "late").astype(int)
    return table


def scores(model, rows):
    late = model.predict_proba(rows[CATEGORIES + NUMBERS])[:, 1]
    return {"auc": roc_auc_score(rows["late"], late), "log_loss": log_loss(rows["late"], late)}


def millrace(path):
    with open(path, encoding="utf-8") as file:
        periods = json.load(file)["periods"]
    return {period["period"]: {"millrace": period["millrace"], "first": period["first_champion"]} for period in periods}


def main(path, report=None, demo=None):
    table = read(path)
    ours = millrace(demo) if demo else {}
    names = ["static", "retrained", "trees"] + (["millrace", "first"] if ours else [])
    static, months, began = None, [], time.time()
    for month in range(2, 13):
        start = pd.Timestamp(2013, month, 1, tz="UTC")
        past = table[table["known"] < start]
        rows = table[(table["departure"] >= start) & (table["departure"] < start + pd.DateOffset(months=1))]
        models = {name: make().fit(past[CATEGORIES + NUMBERS], past["late"])
                  for name, make in (("retrained", logistic), ("trees", trees))}
        static = static or models["retrained"]
        entry = {"period": f"2013-{month:02}", "n": len(rows), "static": scores(static, rows)}
        entry.update({name: scores(model, rows) for name, model in models.items()})
        entry.update(ours.get(entry["period"], {}))
        months.append(entry)
        print(entry["period"], *(f"{name} {entry[name]['auc']:.4f}" for name in names),
              f"({time.time() - began:.0f} s)", flush=True)
    means = {name: {metric: float(np.mean([entry[name][metric] for entry in months]))
                    for metric in ("auc", "log_loss")} for name in names}
    print("mean   ", *(f"{name} {value['auc']:.4f}" for name, value in means.items()))
    if report:
        with open(report, "w", encoding="utf-8") as file:
            json.dump({"periods": months, "mean": means}, file, indent=2)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("flights", help="the flights as scripts/setup makes them")
    parser.add_argument("--report", help="write the numbers here, as JSON")
    parser.add_argument("--millrace", help="the report of a demo, such as .data/demo/demo.json")
    told = parser.parse_args()
    main(told.flights, told.report, told.millrace)
