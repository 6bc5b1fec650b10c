"""The sentence of every notice and error by code, one file a wing; the pages' own in `screens`.

A key is the code, or ``code.variant``; of `screens` it is ``page.sentence``. In a template, the
part after the colon says how a value is written: ``{count:n}``, ``{amount:money}``,
``{amount:exact}``, ``{ends:range}`` (of money), ``{share:percent}``, ``{day:date}``,
``{silence:days}``, ``{horizon:ahead}`` (next 12 months), ``{horizon:span}`` (12 months),
``{ratio:decimal}``, ``{ratio:decimal2}``, ``{names:list}``, ``{names:either}``,
``{column:code}`` (in quotes) and ``{title:term}`` (a label declared with `N_`, translated).
"""

from clv.present.words.messages import (
    action,
    customers,
    evaluate,
    intake_columns,
    intake_files,
    intake_sources,
    intake_values,
    learning,
    models,
    options,
    progress,
    screens,
    tabular,
    workspace,
)
from clv.present.words.messages.message import Message, Plural

MESSAGES: dict[str, Message] = {
    key: message
    for wing in (
        options,
        intake_files,
        intake_columns,
        intake_sources,
        intake_values,
        customers,
        models,
        learning,
        tabular,
        evaluate,
        action,
        progress,
        workspace,
        screens,
    )
    for key, message in wing.MESSAGES.items()
}

__all__ = ["MESSAGES", "Message", "Plural"]
