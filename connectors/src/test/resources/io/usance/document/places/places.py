"""Writes FILE.places for each file given: where PyYAML sees each value and each name.

python3 places.py *.yaml *.json

A tab between tokens of JSON, which PyYAML refuses, is given to it as a space: both are one column.
"""

import sys
import yaml


def walk(events, path, out):
    event = events.pop()
    at = event.start_mark
    out.append(("value", path, at.line + 1, at.column + 1))
    if isinstance(event, yaml.MappingStartEvent):
        while not isinstance(events[-1], yaml.MappingEndEvent):
            key = events.pop()
            name = path + "." + key.value
            out.append(("name", name, key.start_mark.line + 1, key.start_mark.column + 1))
            walk(events, name, out)
        events.pop()
    elif isinstance(event, yaml.SequenceStartEvent):
        index = 0
        while not isinstance(events[-1], yaml.SequenceEndEvent):
            walk(events, "%s[%d]" % (path, index), out)
            index += 1
        events.pop()


for file in sys.argv[1:]:
    text = open(file, encoding="utf-8", newline="").read()
    if file.endswith(".json"):
        text = text.replace("\t", " ")
    events = list(yaml.parse(text))[2:]
    events.reverse()
    out = []
    walk(events, "$", out)
    with open(file + ".places", "w", encoding="utf-8", newline="\n") as places:
        for row in out:
            places.write("%s\t%s\t%d\t%d\n" % row)
