"""The order of keys: that of the schema which knows the file."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from scorepress.model.source import Source
from scorepress.noun import Noun

_TEXTS = frozenset({"text", "optional-text"})


class Place(Noun, frozen=True):
    """What a schema says of one value. file: the path of the schema file, from which it refers to others."""

    file: str
    schema: Mapping[str, Any]


class Orders:
    """The schemas of layouts. Other YAML files keep their order."""

    def __init__(self, sources: Sequence[Source]) -> None:
        """Read the schema files; their paths are those in the project."""
        self.files: dict[str, Any] = {source.path: json.loads(source.text) for source in sources}

    def root(self, keys: Collection[str]) -> Place | None:
        """The schema that knows most keys of a file; None when none knows more than half, or two know equally many."""
        counts = {path: sum(key in file.get("properties", {}) for key in keys) for path, file in self.files.items()}
        most = max(counts.values(), default=0)
        best = [path for path, count in counts.items() if count == most]
        return Place(best[0], self.files[best[0]]) if 2 * most > len(keys) and len(best) == 1 else None

    def keys(self, place: Place | None, keys: Collection[str], kinds: Mapping[str, str]) -> dict[str, Place]:
        """The keys that may stand at a place, in their order; empty where any may.

        keys: those that do; kinds: values of those that may tell which schema is meant.
        """
        found: dict[str, Place] = {}
        for one in self.choices(place):
            known = {key: Place(one.file, inner) for key, inner in one.schema.get("properties", {}).items()}
            tell = str(one.schema.get("x-discriminator", ""))
            if tell in known:
                known = {tell: known[tell], **known, **self.component(kinds.get(tell, ""))}
            if len(known.keys() & set(keys)) > len(found.keys() & set(keys)):
                found = known
        return found

    def component(self, kind: str) -> dict[str, Place]:
        """The properties of a component: short ones, its texts, and what holds more keys."""
        path = f"schemas/components/{kind}.schema.json"
        properties = self.files.get(path, {}).get("properties", {})
        places = {key: Place(path, inner) for key, inner in properties.items()}
        return dict(sorted(places.items(), key=lambda pair: self.size(pair[1])))

    def size(self, place: Place) -> int:
        """0: a value of a few words; 1: a text; 2: a list, or keys and values."""
        schemas = [one.schema for one in self.choices(place)]
        if any(one.get("type") in {"object", "array"} for one in schemas):
            return 2
        return int(any(one.get("x-type") in _TEXTS for one in schemas))

    def under(self, place: Place | None, key: str | None, known: Mapping[str, Place]) -> Place | None:
        """The place of a value: under its key (None: an item of a list)."""
        if key is not None and key in known:
            return known[key]
        word = "items" if key is None else "additionalProperties"
        inner = ((one.file, one.schema.get(word)) for one in self.choices(place))
        return next((Place(file, schema) for file, schema in inner if isinstance(schema, Mapping)), None)

    def choices(self, place: Place | None) -> Iterator[Place]:
        """What a place may be: references followed, alternatives one by one."""
        if place is None:
            return
        yield place
        if "$ref" in place.schema:
            yield from self.choices(self.follow(place))
        for word in ("anyOf", "oneOf", "allOf"):
            for one in place.schema.get(word, ()):
                yield from self.choices(Place(place.file, one))

    def follow(self, place: Place) -> Place:
        """Where a reference leads."""
        name, _, pointer = str(place.schema["$ref"]).partition("#")
        file = _beside(place.file, name) if name else place.file
        found = self.files[file]
        for step in filter(None, pointer.split("/")):
            found = found[step]
        return Place(file, found)


def _beside(file: str, name: str) -> str:
    parts = file.split("/")[:-1]
    for step in name.split("/"):
        if step == "..":
            parts.pop()
        elif step != ".":
            parts.append(step)
    return "/".join(parts)
