"""Which order statuses mean that nothing was paid, or that it was paid back."""

from __future__ import annotations

import polars as pl

_UNPAID = (
    "cancelled", "canceled", "cancel", "void", "voided", "failed", "failure", "declined",
    "refunded", "refund", "fully refunded", "expired", "abandoned", "rejected", "denied",
    "reversed", "chargeback", "charge back", "charged back", "removed", "deleted", "trash",
    "uncaptured", "incomplete", "requires payment method", "cancelado", "cancelada", "annulé",
    "annulée",
    "remboursé", "storniert", "erstattet", "abgebrochen", "geannuleerd", "annullato",
    "rimborsato", "reembolsado", "anulowane", "zwrócone", "avbruten", "annulleret", "iptal",
    "iptal edildi", "已取消", "取消", "已退款", "キャンセル", "返金済み", "отменен", "отменён",
    "отменено", "возврат", "취소", "환불",
)  # fmt: skip


def is_unpaid(status: str) -> pl.Expr:
    """Return whether the status in this column says that the order brought nothing.

    Examples
    --------
    >>> frame = pl.DataFrame({"s": ["Paid", "CANCELLED", "wc-refunded", "partially_refunded"]})
    >>> frame.select(is_unpaid("s"))["s"].to_list()
    [False, True, True, False]
    """
    plain = pl.col(status).str.to_lowercase().str.replace_all(r"[-_\s]+", " ").str.strip_chars()
    return plain.str.strip_prefix("wc ").is_in(_UNPAID).fill_null(value=False)
