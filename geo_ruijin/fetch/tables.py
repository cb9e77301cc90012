"""A layer as a database has it."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
from pydantic import SecretStr

from geo_ruijin.sources.database import read_table
from geo_ruijin.sources.store import Origin
from geo_ruijin.spec import DatabaseSource


def bring(source: DatabaseSource, *, password: SecretStr | None = None) -> tuple[pd.DataFrame, Origin]:
    """Return all rows of a table, those outside the place too, which are then seen and said; and where they are from.

    Parameters
    ----------
    source
        The table.
    password
        Where it is not in PGPASSWORD or ~/.pgpass.

    Raises
    ------
    SourceError
        If the database cannot be reached or the table cannot be read.
    """
    rows = read_table(source.url, source.table, password=password)
    words = f"PostGIS {source.url}/{source.table}"
    said = source.origin
    today = datetime.now(tz=UTC).date().isoformat()
    date = today if source.date is None else str(source.date)
    zh, en = (words, words) if said is None else (f"{said.zh}({words})", f"{said.en} ({words})")
    return rows, Origin(zh, en, date, source.licence or "")
