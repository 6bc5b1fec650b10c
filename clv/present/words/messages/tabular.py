"""Messages about learning one column of any table."""

from __future__ import annotations

from clv.present.words.messages.message import Message, Plural
from clv.words import N_

MESSAGES: dict[str, Message] = {
    "unknown_column": N_("There is no column {name:code}; there are {columns:list}."),
    "nested_columns": N_("{names:list} hold lists and are left out."),
    "no_such_target.date": N_(
        "{column:code} is a date; choose a number or a class to predict, or force one."
    ),
    "no_such_target.number": N_("No cell of {column:code} is a number."),
    "no_such_target.classes": N_(
        "{column:code} has {count:n} different values, a class has at most {most:n}; choose "
        "another column, or predict it as a number."
    ),
    "too_few_rows": N_(
        "{column:code} is filled in {rows:n} rows that can be learnt from; it takes {least:n}."
    ),
    "one_value": N_("{column:code} is the same everywhere: there is nothing to predict."),
    "one_class": N_(
        "Of {column:code} only one class has {least:n} rows or more: nothing is to be told apart."
    ),
    "nothing_to_learn_from": N_(
        "No column is left that {column:code} could be learnt from; keep one that was left out."
    ),
    "table_told.class": N_(
        "{title:term} names {column:code} rightly in {share:percent} of rows it had not seen; "
        "always naming the commonest: {plain:percent}"
    ),
    "table_told.nothing": N_("Nothing here foretells {column:code}"),
    "table_told.number": N_(
        "{title:term} explains {share:percent} of how {column:code} differs, on rows it had not "
        "seen"
    ),
    "table_written": N_("Written to {folder}: {names:list}."),
    "no_known_columns": N_("The new rows have none of the columns learnt from: {names:list}."),
    "target_kind.number_values": N_("{column:code} is predicted as a number, as its values are."),
    "target_kind.number_forced": N_("{column:code} is predicted as a number, as you said."),
    "target_kind.class_words": N_("{column:code} is predicted as a class: its values are words."),
    "target_kind.class_codes": N_(
        "{column:code} is predicted as a class: it holds a few codes, each in many rows."
    ),
    "target_kind.class_forced": N_("{column:code} is predicted as a class, as you said."),
    "target_unread": Plural(
        N_("{count:n} cell of {column:code} is no number and was passed over."),
        N_("{count:n} cells of {column:code} are no numbers and were passed over."),
    ),
    "rows_without_target": Plural(
        N_("{count:n} row has no target and was not learnt from."),
        N_("{count:n} rows have no target and were not learnt from."),
    ),
    "rare_classes": Plural(
        N_("{count:n} class of one or two rows was left out ({rows:n} rows)."),
        N_("{count:n} classes of one or two rows were left out ({rows:n} rows)."),
    ),
    "uneven_classes": N_(
        "{label:code} is rare ({share:percent} of the rows): a row is named so where its chance is "
        "higher than that; look at the balanced measures."
    ),
    "columns_left_out.leak": N_(
        "Left out, they are the target in other words and would give it away: {names:list}."
    ),
    "columns_left_out.identifier": N_("Left out, they only name the rows: {names:list}."),
    "columns_left_out.constant": N_("Left out, they are the same in every row: {names:list}."),
    "columns_left_out.empty": N_("Left out, they are empty: {names:list}."),
    "columns_doubted": N_(
        "{names:list} alone nearly tell {target:code}: make sure that they are known before it, or "
        "leave them out."
    ),
    "rows_drawn": N_(
        "Of {rows:n} rows, {compared:n} drawn by lot were compared on and {learnt:n} learnt from."
    ),
    "few_rows": N_("{rows:n} rows are few: another draw of rows could turn the comparison."),
    "nothing_beats_baseline": N_(
        "Nothing predicts {column:code} better than saying the same for every row: the other "
        "columns tell nothing about it that would hold."
    ),
    "learner_failed": N_("{title:term} could not be fitted to this table and is left out."),
    "columns_missing": Plural(
        N_("{count:n} column is missing in the new rows and taken as unknown: {names:list}."),
        N_("{count:n} columns are missing in the new rows and taken as unknown: {names:list}."),
    ),
    "columns_unused": Plural(
        N_("{count:n} column of the new rows was not learnt from and is not used: {names:list}."),
        N_("{count:n} columns of the new rows were not learnt from, nor are used: {names:list}."),
    ),
    "cells_unread": Plural(
        N_("{count:n} cell of {column:code} is of another kind than it was; taken as unknown."),
        N_(
            "{count:n} cells of {column:code} are of another kind than they were; taken as unknown."
        ),
    ),
    "new_words": Plural(
        N_("{column:code} has {count:n} value that training did not see; taken as another."),
        N_("{column:code} has {count:n} values that training did not see; taken as others."),
    ),
}
