"""Where the next ones go: the library of `geo_ruijin.siting` under the name the methods are known by."""

from geo_ruijin.siting import *  # noqa: F403 - what the library has, named in its __all__
from geo_ruijin.siting import __all__ as __all__
