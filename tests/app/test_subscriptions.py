"""A subscription business is told so, and shown what recurs and who stays."""

from tests.customers.test_subscription import subscriptions


def test_subscriptions_show_retention_and_recurring_revenue(visit):
    visitor = visit("pages/data/page.py")
    content = subscriptions(n=800).write_csv(datetime_format="%Y-%m-%d").encode()
    visitor.file_uploader[0].upload("payments.csv", content, "text/csv")
    visitor.run()
    visitor.switch_page("pages/models/page.py").run()
    assert not visitor.exception
    texts = [element.value for element in (*visitor.markdown, *visitor.caption)]
    assert any("shifted beta-geometric" in text for text in texts)
    assert any("subscribers are worth" in text for text in texts)
