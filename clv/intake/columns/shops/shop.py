"""What is known of one kind of export."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from clv.intake.columns.names import fold
from clv.options import Mapping

_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Shop:
    """One kind of export.

    Parameters
    ----------
    title : str
        What people call it.
    signs : tuple of str
        Headers that together tell it from all others.
    roles : dict
        Role to headers, the first that the file has counts.
    first_row_only : bool
        Whether an order's own fields stand only on the first of its line items.
    of_order : bool
        Whether the amount is the order's, where it stands on each of its line items.
    date_form : str, optional
        Order of day and month where the export always uses one.
    currency : str, optional
        ISO code of its money, where it is always the same.
    lacks : {"", "customer", "dates"}
        What it does not hold, so that it can't be used.

    Examples
    --------
    >>> shop = Shop("Till", ("No",), {"customer": ("Card", "Client"), "amount": ("Sum",)})
    >>> shop.mapping(["Client", "Sum"])
    Mapping(customer='Client', amount='Sum')
    """

    title: str
    signs: tuple[str, ...]
    roles: dict[str, tuple[str, ...]]
    first_row_only: bool = False
    of_order: bool = False
    date_form: str | None = None
    currency: str | None = None
    lacks: str = ""

    def mapping(
        self, columns: Sequence[str], filled: Callable[[str], float] | None = None
    ) -> Mapping:
        """Return the mapping for a file with these columns.

        Parameters
        ----------
        columns : sequence of str
            Headers of the file.
        filled : callable, optional
            Column to the share of rows that name a customer in it; one that names few loses to
            the next.
        """
        present = {fold(column): column for column in reversed(columns)}
        roles = {
            role: [present[fold(name)] for name in names if fold(name) in present]
            for role, names in self.roles.items()
        }
        customers = roles.get("customer", [])
        if filled is not None and len(customers) > 1:
            least = _HALF * max(filled(name) for name in customers)
            roles["customer"] = [name for name in customers if filled(name) >= least]
        return Mapping(**{role: names[0] for role, names in roles.items() if names})
