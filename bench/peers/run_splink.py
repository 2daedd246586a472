"""Splink on DuckDB, with the settings that its own examples use for data of the kind.

febrl: the examples "febrl3" and "febrl4" of its documentation. Customers: "Linking a dataset of real
historical persons" (names, birth date and postcode by its templates), with its e-mail template and the
other identifiers of the file. Cleaning follows "Data prerequisites": one case, no empty strings, no
values that stand for "unknown".
"""

import logging

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from cleaning import CUSTOMERS, read_cleaned, text
from runner import arguments, cluster_file, header_of, say

# The threshold at which the examples cluster, and those at which the best one is looked for.
THRESHOLD = 0.95
OTHERS = [0.5, 0.8, 0.9, 0.99, 0.999, 0.9999, 0.99999, 0.999999]


def customers():
    known = dict(CUSTOMERS)
    known["full_name"] = f"{known['first_name']} || ' ' || {known['last_name']}"
    return {
        "columns": known,
        "comparisons": [
            cl.ForenameSurnameComparison(
                "first_name", "last_name", forename_surname_concat_col_name="full_name"
            ),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.EmailComparison("email"),
            cl.DamerauLevenshteinAtThresholds("phone", [1]).configure(term_frequency_adjustments=True),
            cl.PostcodeComparison("postcode"),
            cl.DamerauLevenshteinAtThresholds("loyalty_id", [1]),
            cl.ExactMatch("gender"),
        ],
        "blocking": [
            block_on("email"),
            block_on("phone"),
            block_on("loyalty_id"),
            block_on("last_name", "dob"),
            block_on("first_name", "dob"),
            block_on("last_name", "postcode"),
            block_on("first_name", "postcode"),
            block_on("substr(first_name,1,3)", "last_name", "country"),
        ],
        "certain": [
            block_on("email", "first_name", "last_name"),
            block_on("phone", "first_name", "last_name"),
            block_on("first_name", "last_name", "dob"),
            block_on("loyalty_id", "first_name"),
        ],
        "recall": 0.6,
        "training": [block_on("first_name", "last_name"), block_on("email"), block_on("dob")],
        "u_pairs": 1e7,
    }


def febrl(linkage, with_id):
    columns = ["given_name", "surname", "street_number", "address_1", "suburb", "postcode", "state", "date_of_birth"]
    if with_id:
        columns.append("soc_sec_id")
    blocking = [block_on(each) for each in ("given_name", "surname", "date_of_birth", "postcode")]
    if linkage:
        blocking = [
            block_on("given_name", "surname"),
            "l.given_name = r.surname and l.surname = r.given_name",
            block_on("date_of_birth"),
            block_on("state", "address_1"),
            block_on("street_number", "address_1"),
            block_on("postcode"),
        ]
    return {
        "columns": {each: text(each) for each in columns},
        "comparisons": [
            cl.NameComparison("given_name"),
            cl.NameComparison("surname"),
            cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d"),
            *([cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2] if linkage else [2])] if with_id else []),
            cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            (
                cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]) if linkage else cl.ExactMatch("postcode")
            ).configure(term_frequency_adjustments=True),
        ],
        "blocking": [*([block_on("soc_sec_id")] if with_id else []), *blocking],
        "certain": [
            *([block_on("soc_sec_id")] if with_id else []),
            block_on("given_name", "surname", "date_of_birth"),
            "l.given_name = r.surname and l.surname = r.given_name and l.date_of_birth = r.date_of_birth",
        ],
        "recall": (0.8 if linkage else 0.9) if with_id else 0.6,
        "training": [block_on("date_of_birth"), block_on("postcode")],
        "u_pairs": 1e6,
        "link": linkage,
    }


def senzing():
    full = "coalesce(nullif(primary_name_full, ''), nullif(primary_name_org, ''), nullif(trim(primary_name_first || ' ' || primary_name_last), ''), nullif(native_name_full, ''))"
    address = "coalesce(nullif(addr_full, ''), nullif(trim(addr_line1 || ' ' || addr_city || ' ' || addr_state || ' ' || addr_postal_code), ''))"
    return {
        "columns": {
            "name": f"lower(trim({full}))",
            "born": text("date_of_birth"),
            "email": text("email_address"),
            "phone": "nullif(right(regexp_replace(phone_number, '[^0-9]', '', 'g'), 10), '')",
            "address": f"lower({address})",
        },
        "comparisons": [
            cl.JaroWinklerAtThresholds("name", [0.88]),
            cl.ExactMatch("born"),
            cl.ExactMatch("email"),
            cl.ExactMatch("phone"),
            cl.JaroWinklerAtThresholds("address", [0.88]),
        ],
        "blocking": [block_on("substr(name,1,1)"), block_on("born"), block_on("email"), block_on("phone"), block_on("address")],
        "certain": [block_on("email", "phone"), block_on("name", "born"), block_on("name", "phone")],
        "recall": 0.5,
        "training": [block_on("phone"), block_on("address")],
        "u_pairs": 1e6,
    }


def restaurants():
    return {
        "columns": {
            "name": text("name"),
            "addr": text("addr"),
            "phone": "nullif(regexp_replace(phone, '[^0-9]', '', 'g'), '')",
            "city": text("city"),
        },
        "comparisons": [
            cl.JaroWinklerAtThresholds("name", [0.95, 0.88]),
            cl.JaroWinklerAtThresholds("addr", [0.95, 0.88]),
            cl.DamerauLevenshteinAtThresholds("phone", [1, 2]),
            cl.JaroWinklerAtThresholds("city", [0.9]).configure(term_frequency_adjustments=True),
        ],
        "blocking": [block_on("phone"), block_on("substr(name,1,4)"), block_on("substr(addr,1,6)")],
        "certain": [block_on("phone"), block_on("name", "city")],
        "recall": 0.8,
        "training": [block_on("phone"), block_on("name")],
        "u_pairs": 1e6,
    }


def model_of(kind, header):
    if kind == "customers":
        return customers()
    if kind == "senzing":
        return senzing()
    if kind == "restaurants":
        return restaurants()
    return febrl(kind == "febrl-linkage", "soc_sec_id" in header)


def main():
    given = arguments()
    logging.getLogger("splink").setLevel(logging.ERROR)
    model = model_of(given.kind, header_of(given.input))
    linked = model.get("link", False)

    connection = duckdb.connect()
    connection.execute(f"set threads = {given.threads}")
    kept = ["source"] if linked else []
    read_cleaned(connection, given.input, {"unique_id": "id", **{each: each for each in kept}, **model["columns"]})
    api = DuckDBAPI(connection=connection)
    if linked:
        for source in ("A", "B"):
            connection.execute(f"create table records_{source} as select * exclude (source) from records where source = '{source}'")
        tables = [api.register(connection.table(f"records_{each}")) for each in ("A", "B")]
    else:
        tables = api.register(connection.table("records"))
    linker = Linker(
        tables,
        SettingsCreator(
            link_type="link_only" if linked else "dedupe_only",
            comparisons=model["comparisons"],
            blocking_rules_to_generate_predictions=model["blocking"],
        ),
        log_level=logging.ERROR,
    )
    linker.training.estimate_probability_two_random_records_match(model["certain"], recall=model["recall"])
    linker.training.estimate_u_using_random_sampling(max_pairs=model["u_pairs"], seed=1)
    for rule in model["training"]:
        linker.training.estimate_parameters_using_expectation_maximisation(
            rule, estimate_without_term_frequencies=True
        )
    predictions = linker.inference.predict()

    def cluster(threshold):
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
            predictions, threshold_match_probability=threshold
        )
        path = cluster_file(given.out, threshold)
        connection.execute(
            f"copy (select unique_id as id, cluster_id from {clusters.physical_name}) to '{path}' (header, delimiter ',')"
        )
        return path

    path = cluster(THRESHOLD)
    pairs = connection.execute(f"select count(*) from {predictions.physical_name}").fetchall()[0][0]
    say(path, THRESHOLD, package="splink", pairs=pairs, columns=list(model["columns"]))
    for threshold in OTHERS:
        say(cluster(threshold), threshold)


if __name__ == "__main__":
    main()
