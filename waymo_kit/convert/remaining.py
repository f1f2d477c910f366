"""Tables that remain to be converted of a segment, given those that a dataset has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from waymo_kit._version import __version__
from waymo_kit.errors import CorruptDataError, InvalidInputError
from waymo_kit.formats.tables.manifest import TableEntry, read_manifest, table_location
from waymo_kit.io import Location
from waymo_kit.schema import CONVERTED_TAGS


@dataclass(frozen=True)
class Remaining:
    """Tables of a segment that are to be converted, and those that are complete.

    Attributes:
        tags: Tables that are to be converted.
        complete: Manifest entries of the tables that are complete, by tag.
    """

    tags: tuple[str, ...]
    complete: dict[str, TableEntry] = field(default_factory=dict)


def remaining_tables(
    source: Location,
    size: int,
    segment: str,
    root: Location,
    tags: Sequence[str],
    *,
    overwrite: bool = False,
) -> Remaining:
    """Finds out which tables of a segment are to be converted.

    A table is complete if a manifest lists it that names the same source file and size and this
    version, and if it lies there with the listed size. The tables of a segment are all of one
    source and version: where these have changed, all that the manifest lists are converted again.

    Args:
        source: The v1 file.
        size: Size of the file in bytes.
        segment: Name of the segment in it.
        root: Folder of the dataset.
        tags: Components that are wanted.
        overwrite: Whether to convert them again even if they are complete or of another source.

    Raises:
        InvalidInputError: A tag is none of `CONVERTED_TAGS`; or the manifest cannot be read, or the
            dataset has the segment from another file, and `overwrite` is off.
    """
    if isinstance(tags, str) or not set(CONVERTED_TAGS).issuperset(tags):
        raise InvalidInputError(
            f"tags: expected a sequence of {', '.join(CONVERTED_TAGS)}, got {tags!r}"
        )
    try:
        manifest = read_manifest(root, segment)
    except CorruptDataError as error:
        if not overwrite:
            raise InvalidInputError(f"{error}; use --overwrite to replace it") from error
        manifest = None
    if manifest is None:
        return Remaining(tuple(tags))
    same_source = (manifest.source_name, manifest.source_bytes) == (source.name, size)
    if not same_source and not overwrite:
        raise InvalidInputError(
            f"{source} ({size} bytes): the dataset {root} has segment {segment} from "
            f"{manifest.source_name} ({manifest.source_bytes} bytes); use --overwrite to replace it"
        )
    complete = {
        tag: entry
        for tag, entry in manifest.tables.items()
        if same_source
        and manifest.version == __version__
        and not (overwrite and tag in tags)
        and table_location(root, tag, segment).info().size == entry.bytes
    }
    wanted = dict.fromkeys([*tags, *manifest.tables])
    return Remaining(tuple(tag for tag in wanted if tag not in complete), complete)
