"""placeholder"""

from models.evidence import Evidence
from models.outline import Outline
from models.rulebook import Rulebook


def listed(outline: Outline, rulebook: Rulebook) -> dict[str, tuple[Evidence, ...]]:
    return {}
