import pytest

from clv.errors import UnsuitableDataError
from clv.learning import LEARNERS, TrainingData, tune


def test_the_search_halves_its_field_and_ends(data):
    said = []
    found = tune(LEARNERS["ridge"], data, seconds=60, progress=said.append)
    assert found.finished
    rows = found.trials["rows"].unique().sort().to_list()
    assert len(rows) == 3
    tried = [found.trials.filter(found.trials["rows"] == size).height for size in rows]
    assert tried[0] > tried[1] >= tried[2] >= 2
    assert (said[0].code, said[0]["number"]) == ("tuning", 1)


def test_the_defaults_give_way_only_to_something_better(data):
    found = tune(LEARNERS["ridge"], data, seconds=60)
    last = found.trials.filter(found.trials["rows"] == found.trials["rows"].max())
    defaults, best = last["deviance"][0], last["deviance"].min()
    if best < 0.98 * defaults:
        assert found.learner.settings != LEARNERS["ridge"].defaults
    else:
        assert found.learner.settings == LEARNERS["ridge"].defaults


def test_a_search_without_time_returns_the_defaults(data):
    found = tune(LEARNERS["hist_boosting"], data, seconds=0)
    assert not found.finished
    assert found.trials.height == 1
    assert found.learner.settings == LEARNERS["hist_boosting"].defaults


def test_a_search_can_be_cancelled(data):
    asked = []
    found = tune(LEARNERS["ridge"], data, cancelled=lambda: bool(asked.append(1) or len(asked) > 2))
    assert not found.finished
    assert found.trials.height == 3


def test_every_space_is_made_of_known_hyperparameters():
    for learner in LEARNERS.values():
        assert set(learner.space) <= set(learner.defaults), learner.name
        for name, values in learner.space.items():
            assert len(set(values)) == len(values) > 1, (learner.name, name)


def test_a_log_too_short_to_rehearse_is_refused(cdnow):
    from datetime import date

    from clv.customers import History

    with pytest.raises(UnsuitableDataError):
        tune(LEARNERS["ridge"], TrainingData(History(cdnow.head(40), date(1997, 3, 1)), 30))
