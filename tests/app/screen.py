"""All that a person can read on a page: texts, headers, figures, and what its tables hold."""

import json

import polars as pl


def texts(visitor, *, marks=True, sidebar=True):
    """Yield the texts of a page and its sidebar: kind, text.

    With `marks`, what stands at the marks of figures, too: data as much as words.
    """
    for block in (visitor.main, *([visitor.sidebar] if sidebar else [])):
        yield from _shown(block, marks)


def tables(visitor):
    """Return what the tables of a page hold, in the order in which they stand."""
    return [pl.from_pandas(table.value) for table in visitor.dataframe]


def _shown(block, marks):
    for element in block.children.values():
        kind, proto = getattr(element, "type", ""), getattr(element, "proto", None)
        for part in ("label", "help", "placeholder", "body"):
            text = getattr(proto, part, None)
            if isinstance(text, str) and text:
                yield kind, text
        if kind == "plotly_chart":
            yield from ((kind, text) for text in _drawn(json.loads(proto.spec), marks))
        if kind == "dataframe":
            columns = json.loads(proto.columns or "{}").values()
            yield from ((kind, column["label"]) for column in columns if column.get("label"))
        for option in getattr(element, "options", None) or ():
            yield kind, str(option)
        if hasattr(element, "children"):
            yield from _shown(element, marks)


def _drawn(figure, marks):
    layout = figure["layout"]
    titles = [layout.get("title")] + [
        axis.get("title") for name, axis in layout.items() if name[1:].startswith("axis")
    ]
    yield from (title["text"] for title in titles if isinstance(title, dict) and "text" in title)
    yield from (note["text"] for note in layout.get("annotations", ()) if "text" in note)
    yield from (trace["name"] for trace in figure["data"] if "name" in trace)
    for trace in figure["data"] if marks else ():
        for part in ("text", "hovertext"):
            held = trace.get(part, ())
            yield from ([held] if isinstance(held, str) else (str(text) for text in held))
