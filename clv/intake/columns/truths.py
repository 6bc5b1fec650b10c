"""Cells that say yes or no."""

from __future__ import annotations

_YES = """
    true yes y t 1 1.0 x ja j wahr oui o vrai si sí s verdadero vero sim verdadeiro tak prawda
    ano igen igaz kyllä ναι evet да так نعم כן 是 はい 예 네 ใช่ có ya"""
_NO = """
    false no n f 0 0.0 nein falsch non faux falso não nao nie fałsz ne nem hamis nej nei ei όχι
    οχι hayır нет ні لا לא 否 いいえ 아니오 아니요 ไม่ không tidak"""
YES, NO = frozenset(_YES.split()), frozenset(_NO.split())
"""Words for yes and no, in lower case."""
