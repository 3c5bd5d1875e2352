"""Instants as sources write them, and as we write them. Pure; no locale, no guessed day.

A date keeps the offset that was written; one without gets the zone of its source, as a fixed
offset. Reading never raises: what is not evidently a date is None.
"""

from __future__ import annotations

import re
from calendar import isleap
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache

from syndicate import eastern, months

# Zero and minus one, in seconds and in whole days, is what broken software writes for "unknown".
_EARLIEST = datetime(1970, 1, 2, tzinfo=UTC)
_LATEST_YEAR = 2200
_LONGEST = 100  # Nothing that is a date is longer; what is longer is text that begins like one.

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

# RFC 822 §5.1 and the names that feeds use, in hours. Ambiguous ones (IST, BST, CST) are here only
# where one meaning prevails; the source's own zone, when it goes by that name, is asked first.
_ZONES = {
    "ut": 0, "utc": 0, "gmt": 0, "z": 0, "wet": 0,
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
    "akst": -9, "akdt": -8, "hst": -10, "ast": -4, "adt": -3, "brt": -3, "art": -3,
    "bst": 1, "west": 1, "cet": 1, "cest": 2, "met": 1, "mest": 2, "sast": 2, "eet": 2, "eest": 3,
    "msk": 3, "trt": 3, "pkt": 5, "wib": 7, "ict": 7, "hkt": 8, "sgt": 8, "pht": 8, "awst": 8,
    "jst": 9, "kst": 9, "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13,
}  # fmt: skip
_CHINA = timedelta(hours=8)

_CLOCK = (
    r"(?P<half>上午|下午|早上|晚上|中午|凌晨|[AaPp]\.?[Mm]\.?\s)?\s*"
    r"(?P<hour>\d{1,2})(?:[:：h]|\s?[时時点點시]\s?)(?P<minute>\d{1,2})[分분]?"
    r"(?:[:：]?(?P<second>\d{1,2})(?:[.,:](?P<fraction>\d{1,9}))?秒?)?"
    r"\s*(?P<late>[AaPp]\.?[Mm]\b\.?)?"
)
_OFFSET = (
    r"\s*(?P<zone>[A-Za-z]{1,5}(?![A-Za-z]))?\s*"
    r"(?P<offset>[+\-−]\d{1,2}(?::?\d{2})?(?!\d))?(?:\s*\([^)]*\))?"
)
_WEEKDAY = r"(?:[A-Za-zÀ-ÿ]{2,10}(?:-feira)?(?![A-Za-zÀ-ÿ])\.?,?\s*)?"
_MONTH = r"(?P<month>[A-Za-zÀ-ÿ]{3,10})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|[.º°])?"

_TIME = rf"(?:(?:[Tt\s,]|(?:at|um|om|à|alle|a las|às|-)\s)*{_CLOCK}{_OFFSET})?"
_NUMERIC = (
    r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})"
    rf"{eastern.WEEKDAY}{_TIME}"
)
_CHINESE = (
    r"(?P<year>\d{4})\s*年\s*(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*[日号]"
    rf"{eastern.WEEKDAY}{_TIME}"
)
_NUMERIC_BACKWARDS = (
    rf"{_WEEKDAY}(?P<day>\d{{1,2}})(?P<mark>[-/]|\.\s?)(?P<month>\d{{1,2}})(?P=mark)"
    rf"(?P<year>\d{{4}}){_TIME}"
)
_NAMED = rf"{_DAY}(?:[\s-](?:de\s+)?|(?<=\.)){_MONTH}"
_DAY_FIRST = rf"{_WEEKDAY}{_NAMED}[\s,-]*(?:del?\s+)?(?P<year>\d{{4}}|\d\d){_TIME}"
_MONTH_FIRST = rf"{_WEEKDAY}{_MONTH}\s+{_DAY},?\s+(?P<year>\d{{4}}){_TIME}"
_YEAR_FIRST = rf"(?P<year>\d{{4}})[\s-]{_MONTH}[\s-]{_DAY}{_TIME}"
_ASCTIME = rf"{_WEEKDAY}{_MONTH}\s+{_DAY},?\s+{_CLOCK}{_OFFSET}\s+(?P<year>\d{{4}})"
_BACKWARDS = re.compile(_NUMERIC_BACKWARDS + r"\s*", re.ASCII)
_SHAPES = tuple(
    re.compile(shape + r"\s*", re.ASCII)
    for shape in (_NUMERIC, _DAY_FIRST, _CHINESE, _ASCTIME, _MONTH_FIRST, _YEAR_FIRST)
)
# Most feeds write RFC 822 or RFC 3339 exactly so; read directly, they cost a third.
_USUAL = re.compile(
    r"(?:[A-Z][a-z]{2}, )?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4})"
    r" ([01]\d|2[0-3]):([0-5]\d):([0-5]\d) (?:GMT|([+-]\d{4}))",
    re.ASCII,
)
_STAMP = re.compile(
    r"\d{4}(-\d\d){2}T([01]\d|2[0-3])(:[0-5]\d){2}(\.\d{1,9})?(Z|[+-]\d\d:\d\d)", re.ASCII
)
_EPOCH = re.compile(r"-?\d{9,10}(?:\.\d+)?|\d{13}", re.ASCII)
_ISO_RARE = re.compile(r"\d{4}-?W\d\d-?[1-7](?:[T ].*)?|\d{8}(?:[T ]\d{4,6}.*)?", re.ASCII)
_ORDINAL = re.compile(r"(\d{4})-(\d{3})", re.ASCII)

_AGO = re.compile(
    r"(?P<count>\d{1,4}|半|an?|one)\s*个?\s*"
    r"(?P<unit>秒钟?|分钟?|小时|小時|天|日|sec(?:ond)?s?|min(?:ute)?s?|hours?|hrs?|days?)"
    r"\s*(?:前|之前|以前|ago)",
    re.ASCII | re.IGNORECASE,
)
_NAMED_DAY = re.compile(rf"(今天|昨天|前天|today|yesterday)(?:[\s,]*{_CLOCK})?", re.IGNORECASE)
_DAYS_BACK = {"今天": 0, "today": 0, "昨天": 1, "yesterday": 1, "前天": 2}
_JUST_NOW = frozenset(("刚刚", "刚才", "just now", "now"))
# With a day alone, "3-5" is a score and "03/05" May in half of the world.
_YEARLESS = tuple(
    re.compile(shape, re.ASCII)
    for shape in (
        rf"(?P<month>\d\d)-(?P<day>\d\d)(?:\s+{_CLOCK})?",
        rf"(?P<month>\d{{1,2}})\s*月\s*(?P<day>\d{{1,2}})\s*[日号]{eastern.WEEKDAY}(?:\s*{_CLOCK})?",
        rf"(?P<month>\d{{1,2}})(?:-|/|月)(?P<day>\d{{1,2}})\s+{_CLOCK}",
        rf"{_WEEKDAY}(?P<day>\d{{1,2}})\.\s?(?P<month>\d{{1,2}})\.(?:,?\s+{_CLOCK})?",
        rf"{_WEEKDAY}{_NAMED}(?:,?\s+{_CLOCK})?",
        rf"{_WEEKDAY}{_MONTH}\s+{_DAY}(?:,?\s+{_CLOCK})?",
    )
)


def parse(
    text: str, zone: tzinfo, now: datetime | None = None, *, month_first: bool | None = None
) -> datetime | None:
    """Return the aware instant that `text` names; None when it names none for certain.

    Reads RFC 822 with obsolete zones and wrong weekdays, RFC 3339 and ISO 8601, asctime, Unix
    seconds and milliseconds, dates as they are written in Chinese, Japanese, Korean, English,
    German, French, Spanish, Italian, Portuguese and Dutch. `month_first` says what 3/4/2026 and
    3-4-2026 mean, which name no day without it; 3.4.2026 is always the third of April. `zone` is
    that of dates without one, and settles an abbreviation it goes by itself (CST). Relative dates
    (3小时前, yesterday 08:12) and dates without a year are read only when `now` is given. Before
    1970-01-02 and after 2200: None.
    """
    text = text.strip()
    if not text or len(text) > _LONGEST:
        return None
    try:
        text = text if text.isascii() and ". " not in text else eastern.in_figures(text)
        moment = _absolute(text, zone) or _backwards(text, zone, month_first)
        if moment is None and now is not None:
            moment = _relative(text, now.astimezone(zone))
        return moment if moment is not None and _is_sane(moment) else None
    except (ValueError, OverflowError):
        return None


def rfc3339(moment: datetime) -> str:
    """Write `moment` with the offset it carries, ``Z`` for any offset of zero.

    Microseconds only when there are any; an offset with seconds, which RFC 3339 can't write,
    becomes UTC. Raises ValueError for a naive datetime.
    """
    text = _aware(moment).isoformat()
    return f"{text[:-6]}Z" if text.endswith("+00:00") else text


def in_utc(moment: datetime) -> datetime | None:
    """Return the instant in UTC; None for one without a zone, or outside the years 1 to 9999."""
    try:
        return _aware(moment).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def rfc2822(moment: datetime) -> str:
    """Write `moment` as RSS wants it (RFC 5322 §3.3), whatever the process's locale.

    Raises ValueError for a naive datetime.
    """
    moment = _aware(moment)
    day, month = _DAYS[moment.weekday()], _MONTHS[moment.month - 1].capitalize()
    return f"{day}, {moment.day:02d} {month} {moment.year:04d} {moment:%H:%M:%S %z}"


def _aware(moment: datetime) -> datetime:
    offset = moment.utcoffset()
    if offset is None:
        raise ValueError(f"an instant needs a zone to be written down: {moment!r}")
    return moment.astimezone(UTC) if offset % timedelta(minutes=1) else moment


def _is_sane(moment: datetime) -> bool:
    return 1970 <= moment.year <= _LATEST_YEAR and moment >= _EARLIEST


def _absolute(text: str, zone: tzinfo) -> datetime | None:
    if found := _USUAL.fullmatch(text):
        return _usual(found)
    if _STAMP.fullmatch(text):
        return datetime.fromisoformat(text)
    for shape in _SHAPES:
        if found := shape.fullmatch(text):
            return _from_match(found, zone)
    if _EPOCH.fullmatch(text):
        seconds = int(text) / 1000 if len(text) == 13 else float(text)
        return datetime.fromtimestamp(seconds, UTC)
    if found := _ORDINAL.fullmatch(text):
        day = datetime(int(found[1]), 1, 1) + timedelta(days=int(found[2]) - 1)
        return _in_zone(day, zone) if day.year == int(found[1]) else None
    if _ISO_RARE.fullmatch(text):
        return _in_zone(datetime.fromisoformat(text), zone)
    return None


def _usual(found: re.Match[str]) -> datetime | None:
    day, name, year, hour, minute, second, offset = found.groups()
    month = _month(name)
    if month is None:
        return None
    zone = _offset(offset) if offset else UTC
    return datetime(int(year), month, int(day), int(hour), int(minute), int(second), tzinfo=zone)


def _from_match(found: re.Match[str], zone: tzinfo) -> datetime | None:
    """Make an instant of the named groups that every shape shares."""
    month = _month(found["month"])
    if month is None:
        return None
    year = int(found["year"])
    if len(found["year"]) == 2:
        # RFC 5322 §4.3.
        year += 2000 if year < 50 else 1900
    day = datetime(year, month, int(found["day"]))
    return _at(day, _time(found), found["zone"], found["offset"], zone)


def _backwards(text: str, zone: tzinfo, month_first: bool | None) -> datetime | None:
    """Read a date in numbers that ends with its year."""
    found = _BACKWARDS.fullmatch(text)
    if found is None:
        return None
    day, month = int(found["day"]), int(found["month"])
    if not found["mark"].startswith("."):
        if month <= 12 and day <= 12 and day != month and month_first is None:
            return None
        if month > 12 or (month_first and day <= 12):
            day, month = month, day
    moment = datetime(int(found["year"]), month, day)
    return _at(moment, _time(found), found["zone"], found["offset"], zone)


def _month(text: str) -> int | None:
    if text.isdigit():
        return int(text)
    # Feeds misspell their months; beside a year it can be nothing else ("Febuary").
    return months.number(text) or months.number(text[:3])


def _time(found: re.Match[str]) -> timedelta:
    """Return the time of day that `found` holds, midnight when it holds none."""
    if found["hour"] is None:
        return timedelta()
    hour, minute = int(found["hour"]), int(found["minute"])
    # A leap second is the last instant of its minute; datetime has no other place for it.
    second = int(found["second"] or 0)
    second = 59 if second == 60 else second
    if hour > 24 or minute > 59 or second > 59 or (hour == 24 and (minute or second)):
        raise ValueError(f"no time of day: {found[0]}")
    fraction = int((found["fraction"] or "0")[:6].ljust(6, "0"))
    half = ((found["half"] or "") + (found["late"] or "")).strip().lower()
    return timedelta(
        hours=_hour_of(hour, half), minutes=minute, seconds=second, microseconds=fraction
    )


def _hour_of(hour: int, half: str) -> int:
    """Return the hour of 24 that the clock of a half day shows."""
    if not half or hour > 12:
        return hour
    if half[0] == "p" or half in ("下午", "晚上"):
        return hour % 12 + 12
    if half == "中午":
        return hour + 12 if hour < 11 else hour
    return hour % 12


def _at(
    day: datetime, time: timedelta, name: str | None, offset: str | None, zone: tzinfo
) -> datetime:
    moment = day + time
    if offset is not None:
        return moment.replace(tzinfo=_offset(offset))
    if name is None or name.lower() not in _ZONES or _goes_by(zone, name, moment):
        return _in_zone(moment, zone)
    return moment.replace(tzinfo=_fixed(timedelta(hours=_ZONES[name.lower()])))


@lru_cache(maxsize=256)
def _offset(text: str) -> timezone:
    digits = text[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return _fixed(offset if text[0] == "+" else -offset)


def _goes_by(zone: tzinfo, name: str, moment: datetime) -> bool:
    """Tell whether `zone` itself is what `name` abbreviates."""
    if name.upper() == "CST" and zone.utcoffset(moment) == _CHINA:
        return True
    return (zone.tzname(moment) or "").upper() == name.upper()


def _in_zone(moment: datetime, zone: tzinfo) -> datetime:
    """Fix the offset that `zone` has at `moment`, unless it carries one already."""
    if moment.tzinfo is not None:
        return moment
    offset = moment.replace(tzinfo=zone).utcoffset()
    return moment.replace(tzinfo=_fixed(offset or timedelta()))


def _fixed(offset: timedelta) -> timezone:
    return timezone(offset) if offset else UTC


def _relative(text: str, now: datetime) -> datetime | None:
    """Read what only has a meaning at `now`, which is in the source's zone."""
    for shape in _YEARLESS:
        if found := shape.fullmatch(text):
            name = found["month"]
            month = int(name) if name.isdigit() else months.number(name)
            return _last(month, int(found["day"]), _time(found), now) if month else None
    zone = _fixed(now.utcoffset() or timedelta())
    now = now.replace(tzinfo=zone)
    if text.lower() in _JUST_NOW:
        return now
    if found := _AGO.fullmatch(text):
        return now - _ago(found["count"], found["unit"].lower())
    if found := _NAMED_DAY.fullmatch(text):
        day = now.date() - timedelta(days=_DAYS_BACK[found[1].lower()])
        return _midnight(day, zone) + _time(found)
    return None


def _ago(count: str, unit: str) -> timedelta:
    units: tuple[tuple[str, timedelta], ...] = (
        ("秒s", timedelta(seconds=1)),
        ("分m", timedelta(minutes=1)),
        ("小h", timedelta(hours=1)),
        ("天日d", timedelta(days=1)),
    )
    length = next(length for initials, length in units if unit[0] in initials)
    if count == "半":
        return length / 2
    return length * (int(count) if count.isdigit() else 1)


def _midnight(day: date, zone: timezone) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)


def _last(month: int, day: int, time: timedelta, now: datetime) -> datetime | None:
    """Return the latest such instant that is not more than a day ahead of `now`.

    That day is for sources whose zone nobody named: east of it tomorrow has begun.
    """
    # The 29th of February may be eight years ago.
    for year in range(now.year + 1, now.year - 9, -1):
        if (month, day) != (2, 29) or isleap(year):
            moment = _in_zone(datetime(year, month, day) + time, now.tzinfo or UTC)
            if moment <= now + timedelta(days=1):
                return moment
    return None
