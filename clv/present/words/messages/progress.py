"""What a run is doing."""

from __future__ import annotations

from clv.present.words.messages.message import Message, Plural
from clv.words import N_

MESSAGES: dict[str, Message] = {
    "waiting": N_("Getting ready"),
    "training": N_("Training"),
    "reading": N_("Reading the file"),
    "dates": N_("Reading dates and amounts"),
    "cleaning": N_("Cleaning"),
    "testing": N_("Testing the models on days they have not seen"),
    "testing_often": N_("Testing on several windows of days"),
    "testing_one": N_("Testing {title:term}"),
    "testing_split": N_("Day {number:n}: up to {split:date}"),
    "judging_columns": N_("Looking at the columns"),
    "training_one": N_("Training {title:term}"),
    "training_whole": N_("Training {title:term} on the whole log"),
    "training_sequence": N_(
        "Training the recurrent network: {number:n} of {count:n}, round {epoch:n}"
    ),
    "training_rows": N_("Training {title:term} on {rows:n} rows"),
    "tuning": N_("Trying {number:n} of {count:n} settings on {rows:n} customers"),
    "auditing": N_("Holding the groups against later days"),
    "fitting": Plural(
        N_("Fitting {models:list} on {count:n} customer"),
        N_("Fitting {models:list} on {count:n} customers"),
    ),
    "fitting_covariates": N_("Comparing how customers first came"),
    "fitting_earlier": N_("Fitting the model on the earlier days"),
    "valuing": Plural(N_("Valuing {count:n} customer"), N_("Valuing {count:n} customers")),
    "valuing_both_days": N_("Valuing the customers as of both days"),
    "explaining": N_("Training, and shuffling one feature after the other"),
    "shuffling": N_("Shuffling one feature after the other"),
    "training_without": N_("Training with and without it"),
    "classifying": N_("Training the classifiers and testing them on unseen days"),
    "scoring_classes": N_("Asking the classifier about today's customers"),
    "scoring_saved": N_("Asking the saved model about today's customers"),
}
