"""The names of the months in the languages that dates are read in. Pure; no locale."""

from __future__ import annotations

import unicodedata

# English, German, French, Spanish, Italian, Portuguese and Dutch, without their accents: a name
# means one month in all of them, so that nobody need say which language a page is in.
_NAMES = (
    "jan january januar janner janvier janv enero ene gennaio gen janeiro januari",
    "feb february februar fevrier fevr fev febrero febbraio fevereiro februari",
    "mar march marz mrz mars marzo marco maart mrt",
    "apr april avril avr abril abr aprile",
    "may mai mayo maggio mag maio mei",
    "jun june juni juin junio giugno giu junho",
    "jul july juli juillet juil julio luglio lug julho",
    "aug august aout agosto ago augustus",
    "sep sept september septembre septiembre setiembre set settembre sett setembro",
    "oct october oktober okt octobre octubre ottobre ott outubro out",
    "nov november novembre noviembre novembro",
    "dec december dezember dez decembre diciembre dic dicembre dezembro",
)
_NUMBERS = {name: number for number, names in enumerate(_NAMES, 1) for name in names.split()}


def number(name: str) -> int | None:
    """Return the month, from 1, that a name or its abbreviation means; None for any other word."""
    if not name.isascii():
        name = "".join(c for c in unicodedata.normalize("NFKD", name) if c.isascii())
    return _NUMBERS.get(name.lower())
