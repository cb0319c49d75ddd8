"""Tables: how the characters of a formula are spoken. Free of Qt."""

from __future__ import annotations

import unicodedata
from functools import cache

_WORDS = """
+: plus; −: minus; -: minus; ±: plus or minus; ∓: minus or plus; ×: times; ⋅: times; ·: times; ∗: star; ⋆: star
÷: divided by; /: over; =: equals; ≠: is not equal to; <: is less than; >: is greater than; ≤: is at most
≥: is at least; ⩽: is at most; ⩾: is at least; ≪: is much less than; ≫: is much greater than
≈: is approximately; ≃: is asymptotic to; ≅: is congruent to; ≡: is equivalent to; ≜: is defined as
≔: is defined as; ≕: defines; ⩴: is defined as; ∝: is proportional to; ∼: distributed as; ∣: given; |: given
‖: double bar; ∥: is parallel to; ⊥: perpendicular to; ⊤: transpose; ∈: in; ∉: not in; ∋: contains
⊂: is a subset of; ⊆: is a subset of; ⊃: is a superset of; ⊇: is a superset of; ∪: union; ∩: intersection
∖: without; ∅: the empty set; ∧: and; ∨: or; ¬: not; ∀: for all; ∃: there exists; ∄: there is no; ⇒: implies
⟹: implies; ⇔: if and only if; ⟺: if and only if; ⟸: is implied by; →: to; ⟶: to; ←: gets; ⟵: gets; ↦: maps to
⟼: maps to; ↔: to and from; ↑: up; ↓: down; ∞: infinity; ∂: partial; ∇: gradient of; 𝔼: expectation of
𝟙: indicator of; ℓ: l; ı: i; ȷ: j; ℏ: h bar; ′: prime; ″: double prime; ‴: triple prime; ⁗: quadruple prime
∑: sum; ∏: product; ∐: coproduct; ∫: integral; ∬: double integral; ∭: triple integral; ∮: contour integral
⋃: union; ⋂: intersection; ⨁: direct sum; ⨂: tensor product; ⋁: disjunction; ⋀: conjunction
⨀: element-wise product; ⊙: element-wise times; ⊗: outer times; ⊕: direct plus; ⊖: circled minus
∘: composed with; ∙: dot; †: dagger; ‡: double dagger; °: degrees; …: dot dot dot; ⋯: dot dot dot
⋮: dot dot dot; ⋱: dot dot dot; (: open paren; ): close paren; [: open bracket; ]: close bracket; {: open brace
}: close brace; ⟨: open angle; ⟩: close angle; ⌊: floor of; ⌋: end floor; ⌈: ceiling of; ⌉: end ceiling
%: percent; !: factorial; $: dollars; &: and; #: number; _: underscore; \\: backslash; ⊢: proves; ⊨: models
√: root; ∠: angle; ≲: is at most about; ≳: is at least about; ≺: precedes; ≻: succeeds; ⪯: precedes or equals
⪰: succeeds or equals
"""
_VERBATIM = {",": ",", ";": ",", ":": ":", ".": ".", "?": "?"}

_SPOKEN = dict(pair.strip().split(": ", 1) for line in _WORDS.strip().splitlines() for pair in line.split("; ")) | _VERBATIM

ACCENT_WORDS = {
    "\u0302": "hat",
    "\u0303": "tilde",
    "\u0304": "bar",
    "\u0306": "breve",
    "\u0307": "dot",
    "\u0308": "double dot",
    "\u20db": "triple dot",
    "\u20dc": "quadruple dot",
    "\u0301": "acute",
    "\u0300": "grave",
    "\u030c": "check",
    "\u030a": "ring",
    "\u20d7": "vector",
    "\u20d6": "left arrow",
    "\u20e1": "double arrow",
    "\u20ef": "right arrow below",
    "\u20ee": "left arrow below",
}
FENCE_WORDS = {"|": "bar"}
OPERATOR_WORDS = {"lim": "limit", "lim sup": "limit superior", "lim inf": "limit inferior"}
PRIMES = frozenset("′″‴⁗")
POWER_WORDS = {
    "2": "squared",
    "3": "cubed",
    "transpose": "transpose",
    "T": "transpose",
    "minus 1": "inverse",
    "star": "star",
    "plus": "plus",
    "minus": "minus",
    "dagger": "dagger",
    "composed with": "degrees",
}
FUNCTION_LETTERS = frozenset("fghpqFGHJKLNOPQRVσφϕψρκ")


@cache
def symbol_word(char: str) -> str:
    """Return how a character is spoken.

    >>> symbol_word("𝛼"), symbol_word("Γ"), symbol_word("≤")
    ('alpha', 'capital gamma', 'is at most')
    """
    plain = char if char in _SPOKEN else letter(char)
    if plain in _SPOKEN:
        return _SPOKEN[plain]
    name = unicodedata.name(plain, "") if len(plain) == 1 else ""
    if name.startswith("GREEK"):
        greek = name.rpartition(" ")[2].lower().replace("lamda", "lambda")
        return f"capital {greek}" if "CAPITAL" in name else greek
    if plain.isalnum() or not name:
        return plain
    return name.lower()


def letter(text: str) -> str:
    """Return letters of any alphabet as the plain ones they stand for."""
    return unicodedata.normalize("NFKC", text)
