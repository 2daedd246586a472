"""What every runner shares: its arguments, and how it tells the benchmark what it has.

A runner reads a CSV file without any truth, writes `id,cluster_id` files, and prints one JSON object a
line. The first says that the result is there: time and memory are measured until then. Later ones
name the clusters at other thresholds, which are scored only.
"""

import argparse
import csv
import json
import os
from importlib.metadata import version


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--input", required=True)
    parser.add_argument("--out", required=True, help="folder for the cluster files")
    parser.add_argument("--kind", required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--labels", help="truth, for the peer that asks a human")
    parser.add_argument("--told", action="store_true", help="use rules of ours where the peer can choose by itself")
    return parser.parse_args()


def header_of(path):
    with open(path, newline="", encoding="utf-8") as file:
        return next(csv.reader(file))


def cluster_file(out, threshold):
    return os.path.join(out, f"clusters-{threshold}.csv")


def say(path, threshold, *, package=None, **more):
    if package is not None:
        more["version"] = version(package)
    print(json.dumps({"clusters": path, "threshold": threshold, **more}), flush=True)


def write_clusters(path, ids, clusters):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["id", "cluster_id"])
        writer.writerows(zip(ids, clusters))


def connected(ids, pairs):
    """The cluster of each id, in order: the ids that `pairs` connect, directly or not."""
    root = {each: each for each in ids}

    def find(each):
        while root[each] != each:
            root[each] = root[root[each]]
            each = root[each]
        return each

    for a, b in pairs:
        root[find(a)] = find(b)
    return [find(each) for each in ids]
