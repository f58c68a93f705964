"""A kind of import contract that import-linter does not bring along."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from importlinter import Contract, ContractCheck, fields, output

if TYPE_CHECKING:
    from grimp import ImportGraph


class StandardLibraryOnly(Contract):
    """The package imports itself and the standard library, nothing else of the project and nothing installed."""

    type_name = "standard_library_only"

    package = fields.StringField()

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002, FBT001 - import-linter's shape
        """Look at every direct import of every module of the package."""
        package = str(self.package)
        modules = {package} | graph.find_descendants(package)
        foreign = sorted(
            f"{importer} imports {imported}"
            for importer in modules
            for imported in graph.find_modules_directly_imported_by(importer)
            if imported not in modules and imported.split(".")[0] not in sys.stdlib_module_names
        )
        return ContractCheck(kept=not foreign, metadata={"foreign": foreign})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Say which import it was."""
        for line in check.metadata["foreign"]:
            output.print_error(line)
