"""Which coordinate system numbers are in, told by the place they should lie in.

Labels of coordinates are often wrong: latitude first, northing first, a zone in front of the easting, degrees called
metres. What is known is the place; so each known system is tried, and those that put the numbers there are named.
"""

from geo_ruijin.placing.misplaced import misplaced
from geo_ruijin.placing.readings import Reading, appearance, readings

__all__ = ["Reading", "appearance", "misplaced", "readings"]
