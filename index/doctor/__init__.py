"""The doctor: what is wrong with an index folder, and how it is mended."""

from index.doctor.examination import examine, found_damage
from index.doctor.finding import Finding, State
from index.doctor.repair import repair

__all__ = ["Finding", "State", "examine", "found_damage", "repair"]
