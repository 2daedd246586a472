"""What a careful user does before matching: one case, no accents, no empty strings, no values for "unknown".

As SQL of DuckDB, column by column.
"""

from runner import header_of


def text(column):
    return f"nullif(lower(trim({column})), '')"


# For columns of customers; others of the file say nothing about who a record is.
CUSTOMERS = {
    "first_name": f"strip_accents({text('first_name')})",
    "middle_name": f"strip_accents({text('middle_name')})",
    "last_name": f"nullif(strip_accents({text('last_name')}), 'n/a')",
    "gender": text("gender"),
    # Days, addresses and numbers that stand on far more rows than any other.
    "dob": "case when dob in ('', '1900-01-01', '1970-01-01') then null else dob end",
    "email": f"case when {text('email')} in ('noemail@example.com', 'unknown@example.com', 'none@none.com') then null"
    f" else {text('email')} end",
    # National and international spelling agree in the last nine digits.
    "phone": "case when length(regexp_replace(phone, '[^0-9]', '', 'g')) < 8 or phone in ('0000000000', '123456789')"
    " then null else right(regexp_replace(phone, '[^0-9]', '', 'g'), 9) end",
    "address": f"strip_accents({text('address')})",
    "postcode": "nullif(upper(trim(postcode)), '')",
    "country": text("country"),
    "loyalty_id": text("loyalty_id"),
}


def read_cleaned(connection, path, columns):
    """Makes the table `records`, whose columns are these expressions over a CSV file's, where empty is ''."""
    filled = ", ".join(f"coalesce({each}, '') as {each}" for each in header_of(path))
    wanted = ", ".join(f"{sql} as {name}" for name, sql in columns.items())
    connection.execute(
        f"create table records as select {wanted} from"
        f" (select {filled} from read_csv('{path}', all_varchar = true, header = true))"
    )
