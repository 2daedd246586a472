"""dedupe, which asks a human about pairs that it picks itself. Here the truth answers instead.

That is more than any other contestant is given: it learns from labels of the very rows that are scored, as its
user would give them. It asks QUESTIONS times; its documentation wants ten of each answer at least. Rules that
need an index of all values are left out of its training, as its documentation advises where memory is short.
"""

import csv
import logging
import random

import dedupe
import numpy
from dedupe import variables

from run_recordlinkage import cleaned
from runner import arguments, cluster_file, say, write_clusters

QUESTIONS = 50
THRESHOLD = 0.5

FIELDS = {
    "customers": {
        **dict.fromkeys(["first_name", "last_name", "email", "address"], variables.String),
        **dict.fromkeys(["dob", "phone", "postcode", "loyalty_id"], variables.ShortString),
    },
    "febrl": {
        **dict.fromkeys(["given_name", "surname", "address_1", "suburb"], variables.String),
        **dict.fromkeys(["date_of_birth", "postcode", "soc_sec_id"], variables.ShortString),
    },
    "senzing": {
        **dict.fromkeys(["primary_name_full", "primary_name_last", "primary_name_first", "primary_name_org", "addr_full", "addr_line1"], variables.String),
        **dict.fromkeys(["date_of_birth", "phone_number", "email_address"], variables.ShortString),
    },
    "restaurants": {
        **dict.fromkeys(["name", "addr"], variables.String),
        **dict.fromkeys(["phone", "city"], variables.ShortString),
    },
}


def main():
    given = arguments()
    logging.disable(logging.WARNING)
    random.seed(1)
    numpy.random.seed(1)
    fields = FIELDS["febrl" if given.kind.startswith("febrl") else given.kind]
    with open(given.input, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    fields = {column: make for column, make in fields.items() if column in rows[0]}
    with open(given.labels, newline="", encoding="utf-8") as file:
        truth = {row["id"]: row["cluster_id"] for row in csv.DictReader(file)}
    # The id stands beside the fields, so that an answer can be looked up; it is compared with nothing.
    data = {
        row["id"]: {"id": row["id"], **{column: cleaned(column, row[column]) for column in fields}} for row in rows
    }

    matcher = dedupe.Dedupe(
        [make(column, has_missing=True) for column, make in fields.items()], num_cores=given.threads
    )
    matcher.prepare_training(data)
    for _ in range(QUESTIONS):
        try:
            (pair,) = matcher.uncertain_pairs()
        except IndexError:
            break
        same = truth[pair[0]["id"]] == truth[pair[1]["id"]]
        matcher.mark_pairs({"match": [pair] if same else [], "distinct": [] if same else [pair]})
    matcher.train(index_predicates=False)
    clusters = matcher.partition(data, THRESHOLD)

    path = cluster_file(given.out, THRESHOLD)
    members = [(each, cluster) for cluster, (found, _) in enumerate(clusters) for each in found]
    write_clusters(path, [each for each, _ in members], [cluster for _, cluster in members])
    say(path, THRESHOLD, package="dedupe", columns=list(fields))


if __name__ == "__main__":
    main()
