"""`check.json`: all that a check of a project found, for programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from geo_ruijin.errors import Fault
from geo_ruijin.record import LayerRecord, Outcome
from geo_ruijin.report.runjson import completeness_values, plain_json
from geo_ruijin.text import Language, Text


def to_check_json(
    *,
    place: Text,
    version: str,
    crs: str,
    titles: Mapping[str, Text],
    records: Mapping[str, LayerRecord],
    missing: Mapping[str, tuple[Outcome, Text]],
    faults: Iterable[Fault],
    language: Language,
) -> dict[str, Any]:
    """Return what a check found as plain values, its words in `language`; the same findings in the same order.

    The keys::

        place, version, language, crs     of the project
        counts                            layers, read, "no data", failed, modelled; serious, remarks (faults);
                                          good, fair, poor, "not graded" (layers by grade)
        layers                            by name, sorted; of each
            title, status                 "read", "no data" or "failed"
            why                           why it is not read, else null
            source, nature, date, licence, steward, features, crs, datum, datum_check, sha256
                                          of the source used; null where none is
            grade                         "good", "fair", "poor", "not graded"; null where there is no rule
            completeness                  a rule each: grade, amount, unit, per, of, good, fair, most, source, status,
                                          statement
            faults                        those of layers/NAME.toml and its data
        faults                            those of the other files
        (a fault)                         file, where, what, cure (null where there is none), serious

    Parameters
    ----------
    place, version, crs
        The place's name, the version of this package, the project's coordinate system.
    titles
        Every layer the project has, read or not.
    records
        Those that were read.
    missing
        Why others were not.
    faults
        Everything wrong with the files and the data.
    """
    found = sorted(set(faults))
    layers = {
        name: _layer(
            title, records.get(name), missing.get(name), [fault for fault in found if _file(name) == fault.file]
        )
        for name, title in sorted(titles.items())
    }
    files = {_file(name) for name in titles}
    values = {
        "place": place,
        "version": version,
        "language": language,
        "crs": crs,
        "counts": _counts(layers, found),
        "layers": layers,
        "faults": [_fault(fault) for fault in found if fault.file not in files],
    }
    plain: dict[str, Any] = plain_json(values, language)
    return plain


def _file(name: str) -> str:
    return f"layers/{name}.toml"


def _layer(
    title: Text, record: LayerRecord | None, missing: tuple[Outcome, Text] | None, faults: list[Fault]
) -> dict[str, Any]:
    status, why = missing or ("no data", None)
    return {
        "title": title,
        "status": status if record is None else "read",
        "why": why if record is None else None,
        "source": record and record.source,
        "nature": record and record.nature,
        "date": record and record.date,
        "licence": record and record.licence,
        "steward": record and record.steward,
        "features": record and record.features,
        "crs": record and record.crs,
        "datum": record and record.datum,
        "datum_check": record and record.datum_check,
        "sha256": record and record.sha256,
        **(completeness_values(record) if record else {"grade": None, "completeness": []}),
        "faults": [_fault(fault) for fault in faults],
    }


def _fault(fault: Fault) -> dict[str, Any]:
    return {
        "file": fault.file,
        "where": fault.where or None,
        "what": fault.what,
        "cure": fault.cure if fault.cure.zh else None,
        "serious": fault.serious,
    }


def _counts(layers: Mapping[str, Mapping[str, Any]], faults: list[Fault]) -> dict[str, int]:
    words = {"status": ("read", "no data", "failed"), "grade": ("good", "fair", "poor", "not graded")}
    counted = {
        word: sum(layer[key] == word for layer in layers.values()) for key, listed in words.items() for word in listed
    }
    serious = sum(fault.serious for fault in faults)
    modelled = sum(layer["nature"] == "modelled" for layer in layers.values())
    return {
        "layers": len(layers),
        **counted,
        "modelled": modelled,
        "serious": serious,
        "remarks": len(faults) - serious,
    }
