"""BG/NBD: buying at a steady rate, leaving after some purchase.

Fader, P. S., Hardie, B. G. S., Lee, K. L. (2005). "“Counting Your Customers” the Easy Way: An
Alternative to the Pareto/NBD Model." Marketing Science 24 (2), 275–284.

1. While alive, a customer's orders are a Poisson process with rate λ.
2. λ ~ Gamma(r, α) over customers (α in units of time).
3. After any *repeat* purchase he leaves with probability p.
4. p ~ Beta(a, b) over customers; λ and p are independent.

- Likelihood, eq. (6): `clv.models.beta_geometric.log_likelihood` with n = x coins survived.
- P(alive | x, t_x, T) = 1 / (1 + 1{x>0} a/(b+x−1) ((α+T)/(α+t_x))^(r+x)), Hardie's note 021.
- E[X(t) | alive, x, T], the bracket of eq. (10), in Euler's form.
- P(X(t) = n), eq. (8).

Who bought once can't have left under assumption 3: P(alive) is 1 for all of them. That is a
property of the model and never churn; look at `p_buy`, or use MBG/NBD.
"""

from __future__ import annotations

from typing import ClassVar

from clv.models.beta_geometric import BetaGeometric


class BGNBD(BetaGeometric):
    """BG/NBD: a customer may leave after each repeat purchase.

    Parameters
    ----------
    engine : {"perennial", "lifetimes"}
        Who maximises the likelihood; the predictions are ours in either case.

    Examples
    --------
    >>> BGNBD()
    BGNBD(engine='perennial'), not fitted
    """

    name: ClassVar[str] = "bg_nbd"
    title: ClassVar[str] = "BG/NBD"
    dropout_at_first: ClassVar[int] = 0
