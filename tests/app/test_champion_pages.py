"""The parts of pages that show what the champion and p_buy rest on."""


def opened(visitor, key):
    """Open a drawer as a click does."""
    visitor.session_state[key] = True
    visitor.run()
    assert not visitor.exception, [error.value for error in visitor.exception]
    return visitor


def test_models_says_why_the_champion_is_shown(visit):
    visitor = visit("pages/models/page.py", "cdnow_sample")
    said = " ".join(each.value for each in (*visitor.markdown, *visitor.caption))
    assert "earlier days" in said
    tables = [each.value.columns for each in opened(visitor, "prepare-open").dataframe]
    assert any("mutual_information" in columns for columns in tables)


def test_churn_shows_who_tells_best_who_returns(visit):
    visitor = visit("pages/churn/page.py", "cdnow_sample")
    tables = [each.value.columns for each in opened(visitor, "contest-open").dataframe]
    assert any("log_loss" in columns for columns in tables)
