"""The OpenAPI document as a judge: every answer must have a status, a shape and a type that the document names."""

from __future__ import annotations

import re
from typing import Any

import httpx2

Schema = dict[str, Any]

KINDS: dict[str, tuple[type, ...]] = {
    "object": (dict,), "array": (list,), "string": (str,), "integer": (int,), "number": (int, float), "boolean": (bool,),
    "null": (type(None),),
}  # fmt: skip


class Contract:
    """The document, asked about answers."""

    def __init__(self, document: Schema) -> None:
        self.document = document
        self.seen: set[tuple[str, int]] = set()
        """(operation, status) of every answer that was judged."""
        self._paths = [
            (re.compile(re.sub(r"\{\w+\}", "[^/]+", path) + "$"), methods) for path, methods in document["paths"].items()
        ]

    def operations(self) -> set[str]:
        """The names of all operations; HEAD is no operation of its own."""
        methods = (one for path in self.document["paths"].values() for one in path.items())
        return {operation["operationId"] for method, operation in methods if method != "head"}

    def judge(self, answer: httpx2.Response) -> None:
        """Fail unless the document foresees this answer. An address or a method that it does not know must be refused."""
        operation = self._operation(answer.request.method, answer.request.url.path)
        if operation is None:
            assert answer.status_code in (404, 405, 413), answer.text
            if answer.request.method != "HEAD":
                self._judge_body(answer, {"content": {"application/problem+json": _ref("Problem")}})
            return
        name = operation["operationId"]
        known = operation["responses"]
        assert str(answer.status_code) in known, f"{name} answers {answer.status_code}, which is not documented: {answer.text}"
        self._judge_body(answer, known[str(answer.status_code)])
        for header in known[str(answer.status_code)].get("headers", {}):
            if header != "Idempotent-Replayed":
                assert header in answer.headers, f"{name} lacks the header {header}"
        self.seen.add((name, answer.status_code))

    def _operation(self, method: str, path: str) -> Schema | None:
        literal_first = sorted(self._paths, key=lambda entry: entry[0].pattern.count("[^/]+"))
        found = next((methods for pattern, methods in literal_first if pattern.match(path) and method.lower() in methods), None)
        return found and found[method.lower()]

    def _judge_body(self, answer: httpx2.Response, response: Schema) -> None:
        if "content" not in response:
            assert not answer.content, answer.text
            return
        if answer.headers["content-type"].startswith("image/"):
            assert answer.headers["content-type"] in response["content"]
            return
        ((media, content),) = response["content"].items()
        assert answer.headers["content-type"] == media, answer.headers
        problems = list(self._problems(content.get("schema", content), answer.json(), "$"))
        assert not problems, problems

    def _problems(self, schema: Schema, value: Any, at: str) -> list[str]:
        """What is wrong with a value; nothing when it is as the schema says."""
        if "$ref" in schema:
            return self._problems(self.document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]], value, at)
        if "anyOf" in schema:
            tried = [self._problems(option, value, at) for option in schema["anyOf"]]
            return [] if any(not problems for problems in tried) else min(tried, key=len)
        unknown = schema.keys() - KNOWN
        assert not unknown, f"the judge does not know {unknown}"
        found = self._plain(schema, value, at)
        if isinstance(value, dict) and not found:
            found += self._members(schema, value, at)
        if isinstance(value, list) and not found:
            found += self._items(schema, value, at)
        return found

    def _plain(self, schema: Schema, value: Any, at: str) -> list[str]:
        kinds = KINDS[schema["type"]] if "type" in schema else (object,)
        if not isinstance(value, kinds) or (isinstance(value, bool) and schema.get("type") in ("integer", "number")):
            return [f"{at} is {value!r}, not {schema['type']}"]
        if "enum" in schema and value not in schema["enum"]:
            return [f"{at} is {value!r}, not one of {schema['enum']}"]
        return [f"{at} is {value!r}, not {schema['const']!r}"] if "const" in schema and value != schema["const"] else []

    def _members(self, schema: Schema, value: dict[str, Any], at: str) -> list[str]:
        members, found = schema.get("properties", {}), []
        found += [f"{at}.{name} is missing" for name in schema.get("required", []) if name not in value]
        for name, member in value.items():
            if name in members:
                found += self._problems(members[name], member, f"{at}.{name}")
            elif schema.get("additionalProperties", True) is False or (members and "additionalProperties" not in schema):
                found.append(f"{at}.{name} is not documented")
            elif isinstance(schema.get("additionalProperties"), dict):
                found += self._problems(schema["additionalProperties"], member, f"{at}.{name}")
        return found

    def _items(self, schema: Schema, value: list[Any], at: str) -> list[str]:
        pairs = schema.get("prefixItems") or [schema.get("items", {})] * len(value)
        return [
            line
            for index, (item, part) in enumerate(zip(pairs, value, strict=True))
            for line in self._problems(item, part, f"{at}[{index}]")
        ]


KNOWN = frozenset(
    "type title description properties required items enum const format additionalProperties prefixItems minItems maxItems "
    "propertyNames default".split()
)
"""The words of JSON Schema that the judge understands; answers need no others."""


def _ref(name: str) -> Schema:
    return {"schema": {"$ref": f"#/components/schemas/{name}"}}
