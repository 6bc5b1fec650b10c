"""The rules of the house, held over the syntax trees of its files."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from clv import tables as t

ROOT = Path(__file__).parent.parent
# The way of the data: a wing may import the foundation and the wings before it.
FOUNDATION = ("errors", "words", "tables", "option", "options", "memo")
# The Run stands before `present`: it knows no sentence, and what people read is asked of it.
WINGS = (
    "intake",
    "customers",
    "models",
    "learning",
    "evaluate",
    "action",
    "run",
    "workspace",
    "present",
)
ENGINE = sorted((ROOT / "clv").rglob("*.py"))
SCREENS = [ROOT / "app.py", *sorted((ROOT / "pages").rglob("*.py"))]


def imports(path: Path) -> list[str]:
    names = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names += [node.module] + [f"{node.module}.{alias.name}" for alias in node.names]
    return names


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def wing_of(path: Path) -> str:
    return path.relative_to(ROOT / "clv").parts[0].removesuffix(".py")


def is_called(path: Path, *names: str) -> bool:
    return any(
        (isinstance(node, ast.Attribute) and node.attr in names)
        or (isinstance(node, ast.Name) and node.id in names)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
    )


@pytest.mark.parametrize("path", ENGINE, ids=name_of)
def test_the_engine_knows_no_streamlit(path):
    assert not [name for name in imports(path) if name.split(".")[0] in ("streamlit", "pages")]


@pytest.mark.parametrize("path", ENGINE, ids=name_of)
def test_a_wing_imports_earlier_wings_only(path):
    wing = wing_of(path)
    if wing in WINGS:
        allowed = {*FOUNDATION, *WINGS[: WINGS.index(wing) + 1]}
    elif wing in FOUNDATION:
        allowed = set(FOUNDATION)
    else:  # __main__ and the package itself stand above the wings
        return
    used = {name.split(".")[1] for name in imports(path) if name.startswith("clv.")}
    assert used <= allowed, f"{name_of(path)} reaches up to {sorted(used - allowed)}"


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def needed(tree: ast.AST) -> list[str]:
    """List what a file imports when it runs: not what stands there for the types alone."""
    names = []
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            inside = [f"{node.module}.{alias.name}" for alias in node.names]
            names += [name if name in MODULES else node.module for name in inside]
        names += needed(node)
    return names


MODULES = {module_of(path): path for path in ENGINE}


def test_no_file_imports_in_a_circle():
    graph = {
        module: set(needed(ast.parse(path.read_text("utf-8")))) & MODULES.keys()
        for module, path in MODULES.items()
    }
    TopologicalSorter(graph).prepare()  # raises CycleError, which names the circle


def is_deep(name: str) -> bool:
    """Whether an import reaches past what a wing shows of itself.

    `present` shows its files and rooms (numbers, words, charts …), the others their `__init__`.
    """
    _clv, wing, *inside = name.split(".")
    return wing in WINGS and len(inside) > (1 if wing == "present" else 0)


@pytest.mark.parametrize("path", [*ENGINE, *SCREENS], ids=name_of)
def test_nobody_imports_past_the_face_of_another_wing(path):
    here = wing_of(path) if path in ENGINE else ""
    froms = [
        node.module
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("clv.")
    ]
    deep = {name for name in froms if is_deep(name) and name.split(".")[1] != here}
    assert not deep


def test_rules_about_rows_stand_above_the_rooms_that_read():
    """Columns, values, files and text tables are read without knowing which rows count."""
    rooms = [path for path in ENGINE if path.parent.name in ("columns", "csv", "files", "values")]
    assert not [name_of(path) for path in rooms if "clv.intake.rows" in " ".join(imports(path))]


COLUMNS = {name for table in vars(t).values() if isinstance(table, t.Table) for name in table.names}
COLUMNS -= {"name"}  # of a contact; forecasters have names, too


@pytest.mark.parametrize("path", [*ENGINE, *SCREENS], ids=name_of)
def test_columns_are_named_in_the_tables_only(path):
    named = [
        word.value
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pl.col"
        for word in node.args
        if isinstance(word, ast.Constant) and word.value in COLUMNS
    ]
    if name_of(path) not in ("clv/tables.py", "pages/data/ledger.py", "pages/models/training.py"):
        assert not named


@pytest.mark.parametrize("path", SCREENS, ids=name_of)
def test_session_state_lives_in_one_file(path):
    if name_of(path) != "pages/shared/session.py":
        assert not is_called(path, "session_state")


@pytest.mark.parametrize("path", SCREENS, ids=name_of)
def test_caches_live_in_one_file(path):
    if name_of(path) != "pages/shared/shop.py":
        assert not is_called(path, "cache_data", "cache_resource")


@pytest.mark.parametrize("path", SCREENS, ids=name_of)
def test_charts_are_drawn_in_one_place_that_takes_markup_out_of_data(path):
    if name_of(path) != "pages/shared/panels.py":
        assert not is_called(path, "plotly_chart")


@pytest.mark.parametrize("path", SCREENS, ids=name_of)
def test_a_page_imports_itself_and_what_is_shared(path):
    room = path.relative_to(ROOT).parent.as_posix().replace("/", ".")
    for name in imports(path):
        if name.startswith("pages.") and path.name != "app.py":
            assert name.startswith((room, "pages.shared")), f"{name_of(path)} imports {name}"


def test_pages_stand_in_sections():
    assert not list((ROOT / "pages").glob("*.py"))


def test_no_room_is_a_lumber_room():
    forbidden = {"utils", "helpers", "common", "misc"}
    assert not [path for path in ENGINE + SCREENS if path.stem in forbidden]


@pytest.mark.parametrize("path", [*ENGINE, *SCREENS], ids=name_of)
def test_nothing_unpickles(path):
    roots = {name.split(".")[0] for name in imports(path)}
    assert not roots & {"pickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}


def calls(path: Path) -> list[ast.Call]:
    return [n for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Call)]


@pytest.mark.parametrize("path", ENGINE, ids=name_of)
def test_the_engine_marks_its_words_and_present_translates_them(path):
    if wing_of(path) in (*FOUNDATION, *WINGS[:-1]):
        assert not [n for n in calls(path) if getattr(n.func, "id", "") in ("_", "ngettext")]


@pytest.mark.parametrize("path", SCREENS, ids=name_of)
def test_a_page_puts_no_values_into_words(path):
    """A page shows labels and asks `clv.present.words` for every sentence that holds a value."""
    for call in calls(path):
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        texts = [one.value for one in call.args if isinstance(one, ast.Constant)]
        assert name not in ("format", "ngettext"), f"line {call.lineno}: {ast.unparse(call)}"
        assert name != "_" or "{" not in str(texts), f"line {call.lineno}: {ast.unparse(call)}"
