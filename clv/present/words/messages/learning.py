"""Messages about learners."""

from __future__ import annotations

from clv.present.words.messages.message import Message
from clv.words import N_

MESSAGES: dict[str, Message] = {
    "bad_setting.learner": N_("{learner:code} has no setting {names:list}; it has {choices:list}."),
    "too_little_to_learn": N_(
        "Learning needs {customers:n} customers and {buyers:n} of them coming back within the "
        "earlier part of the log; use a purchase model or a longer log."
    ),
    "too_little_to_learn.classifier": N_(
        "A classifier needs {least:n} customers of each kind; the rarer kind has {rarer:n}."
    ),
    "no_purchase_model.none": N_("These data carry no purchase model to take apart."),
    "no_purchase_model": N_("{title:term} builds on a purchase model, and these data carry none."),
    "unknown_customer": N_("There is no customer {customer} in this log."),
    "no_deep_extra": N_(
        "The recurrent network needs {names:list}: add them with pip install "
        '"perennial-clv[deep]", or pip install -r requirements-deep.txt.'
    ),
    "not_a_model": N_("This is not a model kept by Perennial; train it again."),
    "other_model_format": N_(
        "This model was kept by another edition (format {format}, here {current}); train it again."
    ),
    "untrusted_model": N_(
        "The model file holds {types:list}, which Perennial does not load; train it again."
    ),
    "all_alike": N_("All customers look alike: there is nothing to tell them apart by."),
}
