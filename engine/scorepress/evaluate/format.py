"""The door to Babel: values as the language of a report writes them (Unicode CLDR)."""

from datetime import date
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from scorepress.model.memory import DAYS
from scorepress.model.values import Kind, SchoolYear, Value

if TYPE_CHECKING:
    from babel.core import Locale
    from babel.dates import DateTimePattern

EN_DASH = "\N{EN DASH}"


def format_value(value: Value, kind: Kind, lang: str) -> str:
    """A value as it stands in a sentence. lang: BCP 47.

    Dates in CLDR's long form; school years with an en dash (`2025–26`), which all of the report's languages share with
    English; whole numbers as plain digits, as scores are quoted; texts as they are.
    """
    if kind is Kind.DATE and isinstance(value, date):
        return _long_date(value, lang)
    if isinstance(value, SchoolYear):
        return str(value).replace("-", EN_DASH)
    return str(value)


@lru_cache(DAYS)
def _long_date(value: date, lang: str) -> str:
    """CLDR's long form, without the era or weekday."""
    pattern, locale = _long_form(lang)
    return pattern.apply(value, locale)


@cache
def _long_form(lang: str) -> "tuple[DateTimePattern, Locale]":
    """How a language writes dates; the nearest known language where CLDR lacks this one."""
    # Babel takes a tenth of a second to start, and most reports print no date before they need it
    from babel.core import Locale, UnknownLocaleError  # noqa: PLC0415
    from babel.dates import get_date_format  # noqa: PLC0415

    locale = Locale("en")
    parts = lang.replace("_", "-").split("-")
    while parts:
        try:
            locale = Locale.parse("_".join(parts))
        except (UnknownLocaleError, ValueError):
            parts.pop()
        else:
            break
    return get_date_format("long", locale), locale
