"""Two kinds of import contract that import-linter lacks. They look at direct imports; the layers see to the indirect ones."""

from __future__ import annotations

import sys
from abc import abstractmethod
from collections.abc import Iterator, Sequence

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class ImportRule(Contract):
    """A contract whose breach is a list of sentences."""

    @abstractmethod
    def breaches(self, graph: ImportGraph) -> Iterator[str]:
        """What breaks the contract, a sentence each."""

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002 the signature is import-linter's
        """Kept when there is no breach."""
        found = list(self.breaches(graph))
        return ContractCheck(kept=not found, metadata={"found": found})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Say which module imports what it may not."""
        for sentence in check.metadata["found"]:
            output.print_error(sentence)


class StandardLibraryOnly(ImportRule):
    """Each of `packages` imports the standard library, the modules inside it, and nothing else.

    A list of forbidden libraries would have to be kept; this one has nothing to forget.
    """

    type_name = "standard_library_only"
    packages = fields.ListField(subfield=fields.StringField())

    def breaches(self, graph: ImportGraph) -> Iterator[str]:
        """Every import of something that Python does not come with."""
        for package in _strings(self.packages):
            for module in sorted({package, *graph.find_descendants(package)}):
                for imported in sorted(graph.find_modules_directly_imported_by(module)):
                    if not _within(imported, [package]) and imported.partition(".")[0] not in sys.stdlib_module_names:
                        yield f"{module} imports {imported}"


class KeptWithin(ImportRule):
    """Each of `libraries` is imported by modules of `packages` only, whatever other packages there are or come to be."""

    type_name = "kept_within"
    libraries = fields.ListField(subfield=fields.StringField())
    packages = fields.ListField(subfield=fields.StringField())

    def breaches(self, graph: ImportGraph) -> Iterator[str]:
        """Every import of one of the libraries from elsewhere."""
        for library in sorted(graph.modules & set(_strings(self.libraries))):
            for module in sorted(graph.find_modules_that_directly_import(library)):
                if not _within(module, _strings(self.packages)):
                    yield f"{module} imports {library}"


def _strings(field: object) -> list[str]:
    # Declared as a field on the class, a list on the contract once its options are read.
    return [str(entry) for entry in field] if isinstance(field, list) else []


def _within(module: str, packages: Sequence[str]) -> bool:
    return any(module == package or module.startswith(package + ".") for package in packages)
