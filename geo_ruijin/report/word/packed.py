"""A document as the same bytes whenever it is written."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path

from docx.document import Document as Document_
from docx.opc.constants import RELATIONSHIP_TYPE

#: The earliest time a zip file can hold; the parts of a document have no other.
_EPOCH = (1980, 1, 1, 0, 0, 0)


def save(document: Document_, path: Path, *, title: str, created: dt.datetime, language: str) -> None:
    """Write a document to `path`, with no trace of when, by whom or from which template it was made.

    Parameters
    ----------
    title, created, language
        What stands among its properties.
    """
    properties = document.core_properties
    properties.title, properties.language = title, language
    properties.author = properties.last_modified_by = properties.comments = properties.keywords = ""
    properties.created = properties.modified = created
    properties.revision = 1
    package = document.part.package
    for key, relation in list(package.rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:  # the template's
            del package.rels[key]
    whole = io.BytesIO()
    document.save(whole)
    with zipfile.ZipFile(whole) as made, zipfile.ZipFile(path, "w") as file:
        for name in sorted(made.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            file.writestr(info, made.read(name))
