"""Formulas in words."""

from __future__ import annotations

import pytest

from quizapp.tex.nodes import Node
from quizapp.tex.speech import _SPEAKERS, speak
from quizapp.tex.symbols import SYMBOLS
from quizapp.tex.vocabulary import symbol_word

SPOKEN = [
    ("x^2+1", "x squared plus 1"),
    (r"x^2+\frac12", "x squared plus 1 over 2"),
    (r"\frac{x^2+1}{2}", "fraction x squared plus 1 over 2 end fraction"),
    (r"\frac{\partial L}{\partial z_k}", "partial L over partial z sub k"),
    (r"\frac{\partial\mathcal L}{\partial w_{ij}}", "partial L over partial w sub i j"),
    (r"\sum_{k=1}^{K} p_k", "sum over k from 1 to K of p sub k"),
    (r"\sum_i x_i", "sum over i of x sub i"),
    (r"\sum_{i\in S} x_i", "sum over i in S of x sub i"),
    (r"\int_0^1 f(x)\,dx", "integral from 0 to 1 of f of x d x"),
    (r"\sum x", "sum of x"),
    (r"w \leftarrow w + \eta x", "w gets w plus eta x"),
    (r"\hat y = \sigma(z)", "y hat equals sigma of z"),
    (r"f(x+1)", "f of open paren x plus 1 close paren"),
    (r"a(b)", "a open paren b close paren"),
    (r"f'(x)", "f prime of x"),
    (r"f''", "f double prime"),
    (r"x^3", "x cubed"),
    (r"x^n", "x to the n"),
    (r"e^{-x}", "e to the minus x"),
    (r"e^{x+y}z", "e to the x plus y end power z"),
    (r"10^{-4}", "10 to the minus 4"),
    (r"0.05", "0.05"),
    (r"W^\top", "W transpose"),
    (r"A^{-1}", "A inverse"),
    (r"\theta^*", "theta star"),
    (r"W^{(l)}", "W superscript l"),
    (r"a^{(l-1)}", "a superscript l minus 1 end superscript"),
    (r"x_{t+1}", "x sub t plus 1 end sub"),
    (r"x_i^2", "x sub i squared"),
    (r"\sqrt{2}", "square root of 2"),
    (r"\sqrt{a+b}", "square root of a plus b end root"),
    (r"\sqrt[3]{x}", "cube root of x"),
    (r"\sqrt[n]{x}", "root of degree n of x"),
    (r"\binom{n}{k}", "n choose k"),
    (r"\|w\|_2^2", "norm of w sub 2 squared"),
    (r"\left\|w\right\|", "norm of w end norm"),
    (r"|x|", "absolute value of x"),
    (r"p(y\mid x)", "p of open paren y given x close paren"),
    (r"\mathbb{E}_{x\sim p}[x]", "expectation over x distributed as p of open bracket x close bracket"),
    (r"\nabla_\theta L", "gradient with respect to theta of L"),
    (r"\nabla f", "gradient of f"),
    (r"\nabla\cdot F", "del times F"),
    (r"\log_2 x", "log base 2 x"),
    (r"\lim_{n\to\infty} a_n", "limit as n goes to infinity of a sub n"),
    (r"\max_\theta J", "max over theta of J"),
    (r"\operatorname*{arg\,min}_x f", "argmin over x of f"),
    (r"\underset{x}{\max} f", "max over x of f"),
    (r"\sin^2 x", "sin squared x"),
    (r"\mathrm{ReLU}(z)", "ReLU of z"),
    (r"\text{if } x > 0", "if x is greater than 0"),
    (r"a \ne b \le c", "a is not equal to b is at most c"),
    (r"x \in \mathbb R^d", "x in R to the d"),
    (r"a \odot b", "a element-wise times b"),
    (r"\alpha\Gamma", "alpha capital gamma"),
    (r"\boldsymbol\theta", "theta"),
    (r"\begin{pmatrix}1&0\\0&1\end{pmatrix}", "2 by 2 matrix, row 1: 1, 0; row 2: 0, 1;"),
    (r"\begin{pmatrix}x\\y\end{pmatrix}", "column x, y;"),
    (r"\begin{cases}x&x>0\\0&\text{otherwise}\end{cases}", "cases: x, x is greater than 0; 0, otherwise;"),
    (r"\begin{aligned}a&=b\\&=c\end{aligned}", "a equals b; equals c"),
    (r"\begin{aligned}f(a,b)&=c\end{aligned}", "f of open paren a, b close paren equals c"),
    (r"\underbrace{a+b}_{\text{sum}}", "a plus b labelled sum,"),
    (r"A \xrightarrow{d} B", "A to labelled d, B"),
    (r"\overline{x}", "x bar"),
    (r"a\overset{\text{def}}{=}b", "a equals with def above b"),
    (r"\phantom{x}y\quad z", "y z"),
    (r"\hat\imath", "i hat"),
]


@pytest.mark.parametrize(("tex", "words"), SPOKEN)
def test_speak(tex: str, words: str) -> None:
    assert speak(tex) == words


@pytest.mark.parametrize("tex", [r"\foo", "{", "x^", "", " ", r"\,", "\x00"])
def test_speak_gives_the_source_back_when_there_is_nothing_to_say(tex: str) -> None:
    assert speak(tex) == tex


def test_speak_tells_fractions_apart() -> None:
    assert speak(r"\frac{a+b}{c}") != speak(r"a+\frac{b}{c}")
    assert speak(r"\frac{a}{b+c}") != speak(r"\frac{a}{b}+c")


def test_speak_knows_every_kind_of_node() -> None:
    assert set(_SPEAKERS) == set(Node.__args__)


def test_every_symbol_has_a_word_of_letters() -> None:
    words = {name: symbol_word(meaning.char) for name, meaning in SYMBOLS.items()}
    dumb = {name for name, word in words.items() if not any(char.isalnum() for char in word)}
    assert dumb == {"colon", "ldotp"}  # punctuation is heard as a pause
