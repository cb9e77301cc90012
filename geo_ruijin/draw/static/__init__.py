"""Map pictures for reports, slides and messages: A4 landscape, the same look as the pages, Chinese type included."""

from geo_ruijin.draw.static.sheet import draw_picture

__all__ = ["draw_picture"]
