"""goldenmatch: `dedupe_df` with no configuration, as its quick start says, or (`--told`) with rules for customers.

Without, it chooses blocking, comparisons and thresholds by itself. Columns that say nothing about who a record is
are left out by us, since it takes some of them (dates of creation, consents) for evidence and then finds
less. `confidence_required` is off, so that it answers where it would otherwise refuse a file of 100,000
rows or more whose configuration it does not trust. Its native kernel must be there.
"""

import os

# What earlier runs taught it would make the answer depend on what ran before.
os.environ.setdefault("GOLDENMATCH_AUTOCONFIG_MEMORY", "0")
os.environ.setdefault("GOLDENMATCH_NATIVE", "1")

import duckdb
import goldenmatch
from pyarrow import csv

from cleaning import CUSTOMERS, read_cleaned
from runner import arguments, cluster_file, header_of, say, write_clusters

NO_EVIDENCE = {
    "id",
    "source",
    "source_system",
    "source_record_id",
    "created_at",
    "updated_at",
    "consent_email",
    "consent_sms",
    "consent_profiling",
    "consent_at",
    # The restaurants' cuisine, named differently by each guide.
    "type",
    # Senzing's set: what identifies a row, and what is known of it besides.
    "record_id",
    "data_source",
    "rel_anchor_key",
    "rel_pointer_key",
    "rel_pointer_role",
    "amount",
    "category",
    "date",
    "status",
    "addr_type",
    "phone_type",
}


# What its own choice is compared with: customers by its quick start for one's own rules.
RULES = {
    "exact": ["email", "phone", "loyalty_id"],
    "fuzzy": {"first_name": 0.85, "last_name": 0.85},
    "blocking": ["postcode"],
}


def as_it_is(given, header):
    table = csv.read_csv(
        given.input,
        read_options=csv.ReadOptions(use_threads=given.threads > 1),
        convert_options=csv.ConvertOptions(
            column_types={each: "string" for each in header}, strings_can_be_null=True
        ),
    )
    return table.column("id"), table.drop_columns([each for each in header if each in NO_EVIDENCE])


def cleaned(given):
    connection = duckdb.connect()
    connection.execute(f"set threads = {given.threads}")
    read_cleaned(connection, given.input, {"id": "id", **CUSTOMERS})
    table = connection.sql("select * from records").to_arrow_table()
    return table.column("id"), table.drop_columns(["id"])


def main():
    given = arguments()
    ids, table = cleaned(given) if given.told else as_it_is(given, header_of(given.input))
    result = goldenmatch.dedupe_df(
        table, confidence_required=False, allow_red_config=True, **(RULES if given.told else {})
    )
    ids = ids.to_pylist()
    cluster_of = list(range(-1, -1 - len(ids), -1))
    for cluster, found in result.clusters.items():
        for row in found["members"]:
            cluster_of[row] = cluster
    path = cluster_file(given.out, "own")
    write_clusters(path, ids, cluster_of)
    used = sorted({field.field for key in result.config.get_matchkeys() for field in key.fields if field.field})
    say(path, "own", package="goldenmatch", columns=used)


if __name__ == "__main__":
    main()
