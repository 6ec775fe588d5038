#!/usr/bin/env python3
"""Writes the tables of public holidays in this folder from the open package `holidays` (PyPI, MIT licence).

    pip install holidays==0.109
    python3 data/calendar/regenerate.py            # writes the tables
    python3 data/calendar/regenerate.py --check    # compares them, writes nothing; exit status 1 if they differ

What a person decided stands in `calendars.csv` (which countries, which years, up to when the state has decided,
what is doubtful), `weekends.csv` and `zones.csv`; this program reads the first of them and writes none of them.
"""

import csv
import io
import sys
from pathlib import Path

import holidays

RELEASE = "0.109"
FOLDER = Path(__file__).resolve().parent

# Kinds beside `public`, in the order in which a day is given to the first that has it.
KINDS = ["bank", "half_day", "de_facto", "government", "optional"]

# Codes of the package that ISO 3166-2 writes otherwise.
REGIONS = {"IT-AO": "IT-23"}

# Towns and districts below the subdivisions of ISO 3166-2; no address says that it lies in one.
NOT_A_REGION = {
    "AU-NSW Western", "BR-São Paulo Capital", "CH-Stadt Zurich", "DE-Augsburg", "ES-Barcelona", "IT-Andria",
    "IT-Barletta", "IT-Cesena", "IT-Forli", "IT-Pesaro", "IT-Trani", "IT-Urbino", "NZ-South Canterbury",
}

# Computed by the state's own calendar and therefore not marked by the package, yet moved by announcement.
ANNOUNCED = {"SA": ("Eid al-",), "TR": ("Ramadan", "Sacrifice", "Eid al-")}
ANNOUNCED_UNTIL = 2026


def english(entity):
    """The English of the package, or its default where it has none."""
    known = [code for code in entity.supported_languages or () if code.startswith("en")]
    return "en_US" if "en_US" in known else known[0] if known else None


def table(entity, years, subdivision=None, kind="public"):
    found = entity(years=years, subdiv=subdivision, language=english(entity), categories=(kind,))
    return {day: found[day] for day in sorted(found) if day.year in years}


def estimated(country, day, name):
    if "estimated)" in name:
        return True
    return day.year > ANNOUNCED_UNTIL and any(word in name for word in ANNOUNCED.get(country, ()))


def plain(name):
    return name.replace(" (estimated)", "").replace(", estimated)", ")").replace('"', "'").strip()


def written(country, days, years):
    """Days of one holiday: `12-25` is each year of the table, a mark `~` that the day is an estimate."""
    texts = [(day, "~" if estimated(country, day, name) else "") for day, name in sorted(days)]
    same = {(day.month, day.day) for day, _ in texts}
    if len(same) == 1 and len(texts) == len(years) and not any(mark for _, mark in texts):
        return texts[0][0].strftime("%m-%d")
    return " ".join(f"{day.isoformat()}{mark}" for day, mark in texts)


def rows_of(country, years):
    entity = getattr(holidays, country)
    national = table(entity, years)
    rows = {}

    def add(region, kind, day, name):
        rows.setdefault((region, kind, plain(name)), []).append((day, name))

    for day, name in national.items():
        add("", "public", day, name)
    taken = set(national)
    for kind in KINDS:
        if kind in entity.supported_categories:
            for day, name in table(entity, years, kind=kind).items():
                if day not in national:
                    add("", kind, day, name)
    for subdivision in entity.subdivisions:
        code = f"{country}-{subdivision}"
        if code in NOT_A_REGION:
            continue
        region = REGIONS.get(code, code)
        local = table(entity, years, subdivision)
        for day, name in local.items():
            if day not in taken:
                add(region, "public", day, name)
        for day in sorted(taken - set(local)):
            add(region, "not_observed", day, national[day])
    working = set()
    for day in getattr(entity(years=years), "weekend_workdays", ()):
        if day.year in years:
            working.add(day)
    for day in sorted(working):
        add("", "working", day, "")

    order = ["public", *KINDS, "working", "not_observed"]
    for (region, kind, name), days in sorted(
        rows.items(), key=lambda item: (item[0][0], order.index(item[0][1]), min(item[1])[0], item[0][2])
    ):
        yield [region, kind, name, written(country, days, years)]


def text_of(country, years):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["region", "kind", "name", "days"])
    writer.writerows(rows_of(country, years))
    return out.getvalue()


def main():
    check = "--check" in sys.argv[1:]
    if holidays.__version__ != RELEASE:
        sys.exit(f"holidays {RELEASE} is needed, {holidays.__version__} is installed")
    differ = []
    with (FOLDER / "calendars.csv").open(encoding="utf-8", newline="") as file:
        calendars = [row for row in csv.DictReader(file) if not row["same_as"]]
    for row in calendars:
        country = row["country"]
        years = range(int(row["first_year"]), int(row["last_year"]) + 1)
        path = FOLDER / f"{country}.csv"
        text = text_of(country, years)
        if not check:
            path.write_text(text, encoding="utf-8", newline="\n")
        elif not path.is_file() or path.read_text(encoding="utf-8") != text:
            differ.append(path.name)
    if differ:
        sys.exit(f"not what holidays {RELEASE} gives: {', '.join(differ)}")
    print(f"{len(calendars)} tables {'compared' if check else 'written'}")


if __name__ == "__main__":
    main()
