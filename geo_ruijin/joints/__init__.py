"""Where the files of a project name one another, and what is wrong there."""

from geo_ruijin.joints.analyses import analysis_faults
from geo_ruijin.joints.known import Known
from geo_ruijin.joints.layers import layer_faults
from geo_ruijin.joints.promised import promise_faults
from geo_ruijin.joints.scenarios import scenario_faults
from geo_ruijin.joints.shown import ground_faults, map_faults, target_faults

__all__ = [
    "Known",
    "analysis_faults",
    "ground_faults",
    "layer_faults",
    "map_faults",
    "promise_faults",
    "scenario_faults",
    "target_faults",
]
