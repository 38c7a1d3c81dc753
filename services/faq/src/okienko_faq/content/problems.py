"""What an editor has to put right, and where."""

from dataclasses import dataclass
from pathlib import Path

from okienko_faq.content.yaml_lines import Document, Where


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that an editor has to put right."""

    path: Path
    line: int
    """1-based; 0 when unknown."""
    sentence: str
    where: Where = ()

    @classmethod
    def at(cls, document: Document, where: Where, sentence: str) -> "Problem":
        """Return a problem with the value at `where`, in the file that the value was written in."""
        path, line = document.origin(where)
        return cls(path, line, sentence, where)

    def __str__(self) -> str:
        """Return "file:line: where: what was expected"."""
        line = f":{self.line}" if self.line else ""
        where = f" {'.'.join(str(part) for part in self.where)}:" if self.where else ""
        return f"{self.path}{line}:{where} {self.sentence}"
