"""A colour in sRGB."""

from scorepress.noun import Noun


class Color(Noun, frozen=True):
    """An opaque sRGB colour; each channel from 0 to 255."""

    red: int
    green: int
    blue: int

    @classmethod
    def parse(cls, code: str) -> "Color":
        """Read `#RRGGBB`; raises ValueError for anything else."""
        if len(code) != 7 or not code.startswith("#"):
            raise ValueError(code)
        return cls(int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16))

    def __str__(self) -> str:
        """`#rrggbb`, as SVG writes it."""
        return f"#{self.red:02x}{self.green:02x}{self.blue:02x}"
