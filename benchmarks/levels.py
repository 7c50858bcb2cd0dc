"""Meters public sets of real levels with `usance meter` and puts another estimate beside each bill.

levels.py DIR LAUNCHER [NAME...]: DIR has the clones that levels.md names; NAME restricts to tanks
whose name contains it. Writes the tables of levels.md. The other estimate is in this file, shares
no code with the product, and knows only the readings (and, where there are any, the level alarms,
which the product is not given).
"""
import csv, io, json, os, sqlite3, statistics, subprocess, sys, tempfile
from datetime import datetime, timedelta, timezone

HERE = os.path.dirname(os.path.abspath(__file__))
UTC = timezone.utc
BRASILIA = timezone(timedelta(hours=-3))  # no summer time since 2019

OIL = ("camgian", "1a7aff63197d4d58455fbee7fce8fea514f3ce49", "data.db")
GENSET = ("tank-level-utilization", "82c5cb6f9e6f91b9192da16f51e43a9990b65bc3", "input/117 sme june.csv")
FEED = ("previsao_termino_racao", "c794234241b2548fba2d36471a55aa7dc70df8e8", "assets/Sensores.csv")
GALLON = 3.785411784  # litres; the product prints litres


class Tank:
    """One tank: what the product is given, and what the other estimate is."""

    def __init__(self, name, capacity, unit, file, options, points, periods, median, shape=None, strays=False):
        self.name, self.capacity, self.unit = name, capacity, unit
        self.file, self.options, self.points, self.periods = file, options, sorted(points), periods
        self.median, self.shape, self.strays = median, shape, strays

    def silo(self):
        silo = {
            "siloId": self.name.replace(" ", "-"),
            "material": "as in the data",
            "capacity": {"value": str(self.capacity), "unit": self.unit},
            # Neither noise nor resolution are known of any of these sensors: they are learnt.
            "sensor": {"sensorId": "s1", "stuckAfterReadings": 0},
            "step": {"value": str(self.capacity // 50), "unit": self.unit},
        }
        return silo | (self.shape or {})


# ---- the other estimate ----


def smoothed(points, width):
    """Running median; equal times are one."""
    at = {}
    for t, v in points:
        at.setdefault(t, []).append(v)
    times = sorted(at)
    values = [statistics.median(at[t]) for t in times]
    half = width // 2
    return [
        (t, statistics.median(values[max(0, i - half): i + half + 1])) for i, t in enumerate(times)
    ]


def turns(points, band):
    """First, last, and where the level turned by more than a band: falls and rises alternate."""
    kept, low, high, rising = [points[0]], points[0], points[0], None
    for p in points:
        low, high = min(low, p, key=lambda q: q[1]), max(high, p, key=lambda q: q[1])
        if rising is not False and high[1] - p[1] >= band:
            kept.append(high)
            rising, low, high = False, p, p
        elif rising is not True and p[1] - low[1] >= band:
            kept.append(low)
            rising, low, high = True, p, p
    return kept + [points[-1]]


def jump(points, low, high):
    """The steep part of a rise: a swing of day and night before and after it is none of it."""
    leg = [p for p in points if low[0] <= p[0] <= high[0]]
    steep = 0.05 * (high[1] - low[1])
    steps = [(a[0], b[0]) for a, b in zip(leg, leg[1:]) if b[1] - a[1] >= steep]
    if not steps:
        return high[1] - low[1]
    beside = timedelta(minutes=30)
    before = min(v for t, v in leg if steps[0][0] - beside <= t <= steps[0][0])
    return max(v for t, v in leg if steps[-1][1] <= t <= steps[-1][1] + beside) - before


def without_strays(points, reach):
    """Without what is far from the hours around it: a wide median would cut off the peaks."""
    return [p for p, m in zip(sorted(dict(points).items()), smoothed(points, 9)) if abs(p[1] - m[1]) <= reach]


def estimate(tank, start, end):
    """Start minus end plus rises, and by how much that depends on what is taken for a rise."""
    inside = [p for p in tank.points if start <= p[0] <= end]
    if tank.strays:
        inside = without_strays(inside, 0.1 * tank.capacity)
    inside = smoothed(inside, tank.median)
    if len(inside) < 10:
        return None
    results = []
    for share in (0.01, 0.02, 0.04):
        kept = turns(inside, share * tank.capacity)
        rises = [(a, b) for a, b in zip(kept, kept[1:]) if b[1] - a[1] >= share * tank.capacity]
        for jumps in (sum(jump(inside, *r) for r in rises), sum(b[1] - a[1] for a, b in rises)):
            results.append(inside[0][1] - inside[-1][1] + jumps)
    return results[2], (max(results) - min(results)) / 2


# ---- the data ----


def blob(directory, source):
    clone, commit, path = source
    return subprocess.run(
        ["git", "-C", os.path.join(directory, clone), "show", f"{commit}:{path}"],
        check=True, stdout=subprocess.PIPE).stdout


def months(first, last):
    at, found = datetime(first[0], first[1], 1, tzinfo=UTC), []
    while (at.year, at.month) <= last:
        following = (at + timedelta(days=32)).replace(day=1)
        found.append((at.strftime("%Y-%m"), at, following))
        at = following
    return found


def weeks(first, count):
    return [(f"week of {a:%Y-%m-%d}", a, a + timedelta(days=7))
            for a in (first + timedelta(days=7 * i) for i in range(count))]


def oil(directory, work):
    with open(os.path.join(work, "oil.db"), "wb") as f:
        f.write(blob(directory, OIL))
    rows = sqlite3.connect(os.path.join(work, "oil.db")).execute("select * from events order by rowid")
    file = os.path.join(work, "events.csv")
    with open(file, "w", newline="") as f:
        csv.writer(f).writerows([[c[0] for c in rows.description], *(rows := list(rows))])
    for place, site in ((1, "Nashville"), (2, "Starkville")):
        for number in (1, 2):
            name = f"Tank {number}"
            of = [r for r in rows if r[0] == place and r[1] == name]
            told = {"STATUS", "FILL ALARM", "CLEAR FILL ALARM", "EMPTY ALARM", "CLEAR EMPTY ALARM"}
            cap = 26500 if place == 1 else 12600
            points = [(datetime.fromtimestamp(r[5], UTC), float(r[2])) for r in of
                      if r[3] == "STATUS" or (r[3] in told and r[2] < cap)]
            yield Tank(f"{site} {number}", cap, "[gal_us]", file,
                       ["--only", f"location_id={place}", "--only", f"tank={name}", "--only", "type=STATUS",
                        "--unit", "[gal_us]"],
                       points, months((2012, 7 if place == 1 else 5), (2012, 12)), 1)


def genset(directory, work):
    file = os.path.join(work, "genset.csv")
    text = blob(directory, GENSET)
    with open(file, "wb") as f:
        f.write(text)
    rows = csv.DictReader(io.StringIO(text.decode("utf-8-sig")))
    points = [(datetime.fromisoformat(r["eventTime"].replace("Z", "+00:00")), 25.10 * float(r["tankLevelPercentage"]))
              for r in rows if r["tankLevelPercentage"]]
    always = "1970-01-01T00:00:00Z"
    yield Tank("genset", 2510, "L", file,
               ["--columns", "value=tankLevelPercentage", "--unit", "%"], points,
               [("2021-06", datetime(2021, 6, 1, 12, tzinfo=UTC), datetime(2021, 6, 30, 12, tzinfo=UTC)),
                *weeks(datetime(2021, 6, 2, tzinfo=UTC), 4)], 3,
               {"level": {"calibrations": [{"sensorId": "s1", "validFrom": always}], "densities": []}}, strays=True)


def feed(directory, work):
    file = os.path.join(work, "Sensores.csv")
    text = blob(directory, FEED)
    with open(file, "wb") as f:
        f.write(text)
    rows = csv.DictReader(io.StringIO(text.decode("utf-8-sig").split("\n", 1)[1]), delimiter=";")
    points = {}
    for r in rows:
        at = datetime.strptime(r["Date"] + r["Hour"], "%d/%m/%Y%H:%M:%S").replace(tzinfo=BRASILIA)
        points.setdefault((r["Collector"], r["Channel"]), []).append(
            (at, float(r["Value"].replace(".", "").replace(",", "."))))
    first = datetime(2025, 8, 17, tzinfo=BRASILIA)
    for (collector, channel), of in sorted(points.items()):
        yield Tank(f"house {collector[-4:]} silo {channel}", 16500, "kg", file,
                   ["--only", f"Collector={collector}", "--only", f"Channel={channel}",
                    "--zone", "America/Sao_Paulo", "--unit", "kg"],
                   of, [*weeks(first, 2), ("13 days", first + timedelta(days=1), first + timedelta(days=14)),
                        ("to the last reading", first + timedelta(days=1), None)], 3)


# ---- side by side ----


def metered(launcher, work, tank, start, end):
    silo = os.path.join(work, "silo.json")
    with open(silo, "w") as f:
        json.dump(tank.silo(), f)
    line = [launcher, "meter", "--json", "--silo", silo, "--readings", tank.file, *tank.options,
            "--from", start.astimezone(UTC).isoformat().replace("+00:00", "Z")]
    if end:
        line += ["--to", end.astimezone(UTC).isoformat().replace("+00:00", "Z")]
    run = subprocess.run(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if not run.stdout.strip():
        return None, (run.stderr.strip().splitlines() or ["nothing was printed"])[-1]
    return json.loads(run.stdout), ""


def verdict(difference, uncertainty, spread, kinds):
    if abs(difference) <= uncertainty:
        return "within, flagged" if kinds else "within"
    if kinds:
        return "flagged"
    return "within both" if abs(difference) <= uncertainty + spread else "APART"


def number(value):
    return f"{value:,.0f}"


def main(directory, launcher, only):
    lines, counts = [], {}
    with tempfile.TemporaryDirectory() as work:
        for source in (oil, genset, feed):
            for tank in source(directory, work):
                if only and not any(o in tank.name for o in only):
                    continue
                for name, start, end in tank.periods:
                    until = end or tank.points[-1][0]
                    other = estimate(tank, start, until)
                    bill, why = metered(launcher, work, tank, start, end)
                    readings = sum(start <= p[0] <= until for p in tank.points)
                    if bill is None or other is None:
                        if bill is None and "readings" not in why:
                            print(tank.name, name, why, file=sys.stderr)
                        word = "not metered" if bill is None else "no other"
                        row = [tank.name, name, number(readings), "", "", "", "", "", "", word]
                    else:
                        per = GALLON if tank.unit == "[gal_us]" else 1
                        billed, plus = (float(bill[k]["value"]) / per for k in ("consumed", "uncertainty"))
                        kinds = sorted({e["kind"] for e in bill["exceptions"]})
                        apart = billed - other[0]
                        word = verdict(apart, plus, other[1], kinds)
                        row = [tank.name, name, number(readings), number(billed), number(plus),
                               " ".join(f"`{k}`" for k in kinds), number(other[0]), number(other[1]),
                               f"{apart / plus:.2f}" if plus else "", word]
                    counts[word] = counts.get(word, 0) + 1
                    lines.append("| " + " | ".join(row) + " |")
                    print(lines[-1], flush=True)
    total = ", ".join(f"{n} {w}" for w, n in sorted(counts.items()))
    print(total)
    if not only:
        write(lines, total)


def write(lines, total):
    page = os.path.join(HERE, "levels.md")
    with open(page, encoding="utf-8") as f:
        text = f.read()
    begin, end = "<!-- levels:begin -->\n", "<!-- levels:end -->"
    head = ("| tank | period | readings | billed | U (k = 2) | exceptions | other estimate | its spread"
            " | difference / U | |\n|---|---|---|---|---|---|---|---|---|---|\n")
    table = head + "\n".join(lines) + f"\n\n{total}.\n"
    with open(page, "w", encoding="utf-8") as f:
        f.write(text[: text.index(begin) + len(begin)] + table + text[text.index(end):])


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit("levels.py DIR LAUNCHER [NAME...]")
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
