"""MBG/NBD: like BG/NBD, but a customer may leave after the first purchase already.

Batislam, E. P., Denizel, M., Filiztekin, A. (2007). "Empirical validation and comparison of
models for customer base analysis." International Journal of Research in Marketing 24 (3),
201–209. Wagner, U., Hoppe, D. (2008). "Erratum on the MBG/NBD model." IJRM 25 (3), 225–226.

The assumptions are those of BG/NBD, except that the coin p is tossed after *every* purchase, the
first included.

- Likelihood: `clv.models.beta_geometric.log_likelihood` with n = x + 1 coins.
- P(alive | x, t_x, T) = 1 / (1 + a/(b+x) ((α+T)/(α+t_x))^(r+x)).
- E[X(t) | alive, x, T]: that of BG/NBD with b + 1 in place of b.

Who bought once may have left, which makes its P(alive) fit for showing.
"""

from __future__ import annotations

from typing import ClassVar

from clv.models.beta_geometric import BetaGeometric


class MBGNBD(BetaGeometric):
    """MBG/NBD: a customer may leave after every purchase, the first included.

    Parameters
    ----------
    engine : {"perennial", "lifetimes"}
        Who maximises the likelihood; the predictions are ours in either case.

    Examples
    --------
    >>> MBGNBD()
    MBGNBD(engine='perennial'), not fitted
    """

    name: ClassVar[str] = "mbg_nbd"
    title: ClassVar[str] = "MBG/NBD"
    dropout_at_first: ClassVar[int] = 1
