"""The Python Record Linkage Toolkit: index, compare, classify, as its guide "Data deduplication" says.

Blocks on several variables, compares with its string methods, and lets its unsupervised classifier (ECM)
decide, since nobody labels pairs here. It ends at pairs; their connected components are the clusters.
"""

import re
import unicodedata

import pandas
import recordlinkage

from runner import arguments, cluster_file, connected, header_of, say, write_clusters

# (column, method); strings are compared by similarity and count as agreeing from 0.85 on, as in the guide.
SIMILAR = 0.85


def plan_of(kind, header):
    """Blocks, and how columns are compared."""
    if kind == "customers":
        blocks = [
            ["email"],
            ["phone"],
            ["loyalty_id"],
            ["last_name", "dob"],
            ["first_name", "dob"],
            ["last_name", "postcode"],
            ["first_name", "postcode"],
            # Brings some pairs that do not match, without which ECM mistakes one kind of match for them.
            ["last_name", "city"],
        ]
        compare = {
            **dict.fromkeys(["first_name", "last_name"], "jarowinkler"),
            **dict.fromkeys(["dob", "email", "phone", "postcode", "loyalty_id"], "exact"),
        }
    elif kind.startswith("febrl"):
        blocks = [["given_name"], ["surname"], ["date_of_birth"], ["postcode"]]
        compare = {
            **dict.fromkeys(["given_name", "surname", "address_1", "suburb"], "jarowinkler"),
            **dict.fromkeys(["date_of_birth", "postcode", "state"], "exact"),
        }
        if "soc_sec_id" in header:
            blocks.append(["soc_sec_id"])
            compare["soc_sec_id"] = "exact"
    elif kind == "restaurants":
        blocks = [["phone"], ["name_start"], ["addr_start"]]
        compare = {"name": "jarowinkler", "addr": "jarowinkler", "phone": "exact", "city": "exact"}
    else:
        blocks = [["primary_name_last"], ["phone_number"], ["email_address"], ["primary_name_org"], ["addr_city"]]
        compare = {
            **dict.fromkeys(["primary_name_last", "primary_name_first", "primary_name_org", "addr_line1"], "jarowinkler"),
            **dict.fromkeys(["date_of_birth", "email_address", "phone_number", "addr_city"], "exact"),
        }
    return blocks, compare


UNKNOWN = {"", "n/a", "0000000000", "123456789", "1900-01-01", "1970-01-01", "noemail@example.com", "unknown@example.com", "none@none.com"}


def cleaned(column, text):
    text = unicodedata.normalize("NFKD", text.strip().lower()).encode("ascii", "ignore").decode()
    if text in UNKNOWN:
        return None
    return re.sub(r"[^0-9]", "", text)[-9:] or None if "phone" in column else text


def main():
    given = arguments()
    frame = pandas.read_csv(given.input, dtype=str, keep_default_na=False).set_index("id")
    blocks, compare = plan_of(given.kind, header_of(given.input))
    if given.kind == "restaurants":
        frame["name_start"] = frame["name"].str[:4]
        frame["addr_start"] = frame["addr"].str[:6]
    for column in {*compare, *(each for block in blocks for each in block)}:
        frame[column] = frame[column].map(lambda text, column=column: cleaned(column, text))

    pairs = None
    for block in blocks:
        # Rows that have no value do not share it.
        known = frame.dropna(subset=block)
        found = recordlinkage.index.Block(left_on=block).index(known)
        # Each pair has one order over all blocks.
        first, second = found.get_level_values(0), found.get_level_values(1)
        turned = first > second
        found = pandas.MultiIndex.from_arrays([first.where(~turned, second), second.where(~turned, first)])
        pairs = found if pairs is None else pairs.union(found)

    comparer = recordlinkage.Compare(n_jobs=given.threads)
    for column, method in compare.items():
        if method == "exact":
            comparer.exact(column, column, label=column)
        else:
            comparer.string(column, column, method=method, threshold=SIMILAR, label=column)
    features = comparer.compute(pairs, frame)
    matches = recordlinkage.ECMClassifier().fit_predict(features)

    ids = list(frame.index)
    path = cluster_file(given.out, "own")
    write_clusters(path, ids, connected(ids, matches))
    say(path, "own", package="recordlinkage", pairs=len(pairs), columns=list(compare))


if __name__ == "__main__":
    main()
