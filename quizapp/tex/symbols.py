"""Tables: what every symbol command and every typed character means. Free of Qt.

Source of the classes: Knuth, The TeXbook (1986), Appendix F; American Mathematical Society, User's Guide for the
amsmath Package and the symbols of amssymb.
"""

from __future__ import annotations

from typing import NamedTuple

from quizapp.tex.nodes import Limits
from quizapp.tex.styles import Atom


class Meaning(NamedTuple):
    """A character and its class."""

    char: str
    atom: Atom


_ORDINARY = """
alpha α  beta β  gamma γ  delta δ  epsilon ϵ  varepsilon ε  zeta ζ  eta η  theta θ  vartheta ϑ  iota ι  kappa κ
varkappa ϰ  lambda λ  mu μ  nu ν  xi ξ  omicron ο  pi π  varpi ϖ  rho ρ  varrho ϱ  sigma σ  varsigma ς  tau τ
upsilon υ  phi ϕ  varphi φ  chi χ  psi ψ  omega ω  digamma ϝ
Gamma Γ  Delta Δ  Theta Θ  Lambda Λ  Xi Ξ  Pi Π  Sigma Σ  Upsilon Υ  Phi Φ  Psi Ψ  Omega Ω
infty ∞  partial ∂  nabla ∇  ell ℓ  hbar ℏ  hslash ℏ  imath ı  jmath ȷ  aleph ℵ  beth ℶ  wp ℘  Re ℜ  Im ℑ  mho ℧
forall ∀  exists ∃  nexists ∄  neg ¬  lnot ¬  emptyset ∅  varnothing ∅  top ⊤  bot ⊥  angle ∠  measuredangle ∡
triangle △  triangledown ▽  square □  Box □  blacksquare ■  Diamond ◇  lozenge ◊  bigstar ★  checkmark ✓  complement ∁
prime ′  backprime ‵  surd √  degree °  S §  P ¶  copyright ©  pounds £  flat ♭  natural ♮  sharp ♯
clubsuit ♣  diamondsuit ♢  heartsuit ♡  spadesuit ♠  vdots ⋮  Vert ‖  | ‖  vert |  backslash \\  lq ‘  rq ’  AA Å
% %  $ $  & &  # #  _ _
"""
_BINARY = """
pm ±  mp ∓  times ×  div ÷  cdot ⋅  ast ∗  star ⋆  circ ∘  bullet ∙  odot ⊙  oplus ⊕  ominus ⊖  otimes ⊗  oslash ⊘
cap ∩  cup ∪  uplus ⊎  sqcap ⊓  sqcup ⊔  wedge ∧  land ∧  vee ∨  lor ∨  setminus ∖  smallsetminus ∖  wr ≀  amalg ⨿
dagger †  ddagger ‡  boxplus ⊞  boxminus ⊟  boxtimes ⊠  boxdot ⊡  diamond ⋄  triangleleft ◃  triangleright ▹
bigtriangleup △  bigtriangledown ▽  bigcirc ◯  ltimes ⋉  rtimes ⋊  curlywedge ⋏  curlyvee ⋎  intercal ⊺  barwedge ⊼
circledast ⊛  circledcirc ⊚  dotplus ∔  divideontimes ⋇  centerdot ⋅
"""
_RELATION = """
le ≤  leq ≤  ge ≥  geq ≥  leqslant ⩽  geqslant ⩾  ne ≠  neq ≠  approx ≈  sim ∼  simeq ≃  cong ≅  equiv ≡  propto ∝
varpropto ∝  asymp ≍  doteq ≐  approxeq ≊  thickapprox ≈  thicksim ∼  lesssim ≲  gtrsim ≳  lessapprox ⪅  gtrapprox ⪆
ll ≪  gg ≫  lll ⋘  ggg ⋙  leqq ≦  geqq ≧  nleq ≰  ngeq ≱  nless ≮  ngtr ≯  lessgtr ≶  gtrless ≷
in ∈  notin ∉  ni ∋  owns ∋  subset ⊂  subseteq ⊆  subsetneq ⊊  supset ⊃  supseteq ⊇  supsetneq ⊋  nsubseteq ⊈
nsupseteq ⊉  sqsubset ⊏  sqsupset ⊐  sqsubseteq ⊑  sqsupseteq ⊒  Subset ⋐  Supset ⋑
prec ≺  succ ≻  preceq ⪯  succeq ⪰  preccurlyeq ≼  succcurlyeq ≽  precsim ≾  succsim ≿
mid ∣  nmid ∤  parallel ∥  nparallel ∦  perp ⊥  vdash ⊢  dashv ⊣  models ⊨  vDash ⊨  Vdash ⊩  nvdash ⊬  nvDash ⊭
bowtie ⋈  smile ⌣  frown ⌢  between ≬  because ∵  therefore ∴  triangleq ≜  trianglelefteq ⊴  trianglerighteq ⊵
coloneqq ≔  eqqcolon ≕  coloneq ≔  Coloneqq ⩴  eqcirc ≖  circeq ≗  bumpeq ≏  doteqdot ≑  vartriangleleft ⊲
vartriangleright ⊳  lhd ⊲  rhd ⊳  unlhd ⊴  unrhd ⊵  multimap ⊸  independent ⫫
to →  rightarrow →  gets ←  leftarrow ←  leftrightarrow ↔  Rightarrow ⇒  Leftarrow ⇐  Leftrightarrow ⇔  mapsto ↦
longrightarrow ⟶  longleftarrow ⟵  longleftrightarrow ⟷  Longrightarrow ⟹  Longleftarrow ⟸  Longleftrightarrow ⟺
implies ⟹  impliedby ⟸  iff ⟺  longmapsto ⟼  uparrow ↑  downarrow ↓  updownarrow ↕  Uparrow ⇑  Downarrow ⇓
Updownarrow ⇕  nearrow ↗  searrow ↘  swarrow ↙  nwarrow ↖  hookrightarrow ↪  hookleftarrow ↩  leadsto ⇝
rightsquigarrow ⇝  rightharpoonup ⇀  rightharpoondown ⇁  leftharpoonup ↼  leftharpoondown ↽  rightleftharpoons ⇌
leftrightharpoons ⇋  rightleftarrows ⇄  leftrightarrows ⇆  rightrightarrows ⇉  upuparrows ⇈  twoheadrightarrow ↠
twoheadleftarrow ↞  rightarrowtail ↣  nrightarrow ↛  nleftarrow ↚  nRightarrow ⇏  nLeftarrow ⇍  curvearrowright ↷
curvearrowleft ↶  circlearrowright ↻  circlearrowleft ↺  dashrightarrow ⇢  dashleftarrow ⇠  Lsh ↰  Rsh ↱
"""
_OPEN = """
lbrace {  { {  lbrack [  langle ⟨  lfloor ⌊  lceil ⌈  lvert |  lVert ‖  lgroup ⟮  lmoustache ⎰  ulcorner ⌜  llcorner ⌞
"""
_CLOSE = """
rbrace }  } }  rbrack ]  rangle ⟩  rfloor ⌋  rceil ⌉  rvert |  rVert ‖  rgroup ⟯  rmoustache ⎱  urcorner ⌝  lrcorner ⌟
"""
_PUNCTUATION = "colon :  ldotp .  cdotp ⋅"
_INNER = "ldots …  dotsc …  dotso …  cdots ⋯  dotsb ⋯  dotsm ⋯  dotsi ⋯  ddots ⋱  iddots ⋰"

_LARGE = """
sum ∑  prod ∏  coprod ∐  bigcup ⋃  bigcap ⋂  bigvee ⋁  bigwedge ⋀  bigsqcup ⨆  bigoplus ⨁  bigotimes ⨂  bigodot ⨀
biguplus ⨄
"""
_INTEGRALS = "int ∫  iint ∬  iiint ∭  iiiint ⨌  oint ∮  oiint ∯  oiiint ∰  smallint ∫"

# What one types: the character as it is drawn, and its class. Everything else typed is ordinary.
_TYPED = {
    Atom.BIN: "+ +  - −  − −  * ∗  · ⋅",
    Atom.REL: "= =  < <  > >  : :",
    Atom.OPEN: "( (  [ [",
    Atom.CLOSE: ") )  ] ]  ! !  ? ?",
    Atom.PUNCT: ", ,  ; ;",
}


def _pairs(table: str) -> list[tuple[str, str]]:
    words = table.split()
    return list(zip(words[::2], words[1::2], strict=True))


def _meanings() -> dict[str, Meaning]:
    tables = {
        Atom.ORD: _ORDINARY,
        Atom.BIN: _BINARY,
        Atom.REL: _RELATION,
        Atom.OPEN: _OPEN,
        Atom.CLOSE: _CLOSE,
        Atom.PUNCT: _PUNCTUATION,
        Atom.INNER: _INNER,
    }
    return {name: Meaning(char, atom) for atom, table in tables.items() for name, char in _pairs(table)}


SYMBOLS = _meanings()
"""Command name to meaning, for every command that stands for one character."""

LARGE_OPERATORS = {
    **{name: (char, Limits.DISPLAY) for name, char in _pairs(_LARGE)},
    **{name: (char, Limits.NEVER) for name, char in _pairs(_INTEGRALS)},
}
"""Command name to character and place of the limits."""

LARGE_CHARACTERS = dict(LARGE_OPERATORS.values())
"""The same by character, for those who type ∑."""


def _typed() -> dict[str, Meaning]:
    # The first command that names a character decides its class, so ⊥ is ordinary and ⊲ a relation.
    typed = {meaning.char: meaning for meaning in reversed(SYMBOLS.values())}
    typed |= {key: Meaning(char, atom) for atom, table in _TYPED.items() for key, char in _pairs(table)}
    ordinary = {char: Meaning(char, Atom.ORD) for char in "|‖/.\\"}
    return typed | ordinary


TYPED = _typed()
"""Typed character to meaning."""

_LIMIT_NAMES = "lim max min sup inf det gcd Pr argmax argmin injlim projlim plim"
_PLAIN_NAMES = """
log ln lg exp sin cos tan cot sec csc arcsin arccos arctan arccot sinh cosh tanh coth arsinh arcosh artanh sech csch
arg dim ker deg hom sgn sign erf rank tr diag
"""
OPERATOR_NAMES: dict[str, tuple[str, Limits]] = {
    **{name: (name, Limits.DISPLAY) for name in _LIMIT_NAMES.split()},
    **{name: (name, Limits.NEVER) for name in _PLAIN_NAMES.split()},
    "argmax": ("arg\u2009max", Limits.DISPLAY),
    "argmin": ("arg\u2009min", Limits.DISPLAY),
    "limsup": ("lim\u2009sup", Limits.DISPLAY),
    "liminf": ("lim\u2009inf", Limits.DISPLAY),
}
"""Command name to the word that is set, thin space included, and the place of its limits."""


def _marks(table: str) -> dict[str, str]:
    return {name: chr(int(code, 16)) for name, code in _pairs(table)}


# Combining marks, so that the font's own attachment points place them.
ACCENTS = _marks("""
hat 0302  tilde 0303  bar 0304  breve 0306  dot 0307  ddot 0308  dddot 20DB  ddddot 20DC  acute 0301  grave 0300
check 030C  mathring 030A  vec 20D7
""")
WIDE_ACCENTS = _marks("widehat 0302  widetilde 0303  widecheck 030C")

LINES = {"overline": True, "underline": False, "underbar": False}
"""Command name to whether the rule is above."""


class Stretch(NamedTuple):
    """A mark that grows with what it spans, its side, and whether scripts become its labels."""

    mark: str
    over: bool
    takes_limits: bool


STRETCHED = {
    "overbrace": Stretch("⏞", True, True),
    "underbrace": Stretch("⏟", False, True),
    "overbracket": Stretch("⎴", True, True),
    "underbracket": Stretch("⎵", False, True),
    "overparen": Stretch("⏜", True, True),
    "underparen": Stretch("⏝", False, True),
    "overrightarrow": Stretch("\u20d7", True, False),
    "overleftarrow": Stretch("\u20d6", True, False),
    "overleftrightarrow": Stretch("\u20e1", True, False),
    "underrightarrow": Stretch("\u20ef", False, False),
    "underleftarrow": Stretch("\u20ee", False, False),
}
LABELLED_ARROWS = dict(
    _pairs("xrightarrow →  xleftarrow ←  xleftrightarrow ↔  xmapsto ↦  xRightarrow ⇒  xLeftarrow ⇐  xLeftrightarrow ⇔")
)

_DELIMITER_NAMES = "vert Vert | backslash uparrow downarrow updownarrow Uparrow Downarrow Updownarrow"


def _delimiters() -> dict[str, str]:
    fences = [name for name, meaning in SYMBOLS.items() if meaning.atom in (Atom.OPEN, Atom.CLOSE)]
    commands = {f"\\{name}": SYMBOLS[name].char for name in (*fences, *_DELIMITER_NAMES.split())}
    return commands | {char: char for char in "()[]|/‖⟨⟩⌊⌋⌈⌉"} | {".": "", "<": "⟨", ">": "⟩"}


DELIMITERS = _delimiters()
"""What may follow ``\\left`` and ``\\big``, to the character; "." is the invisible one."""

BIG_SIZES = {"big": 1.2, "Big": 1.8, "bigg": 2.4, "Bigg": 3.0}
"""Height of the delimiter in em."""

SPACES_MU = {
    name: int(mu)
    for name, mu in _pairs("""
    , 3  thinspace 3  : 4  > 4  medspace 4  ; 5  thickspace 5  ! -3  negthinspace -3  negmedspace -4  negthickspace -5
    """)
}
SPACES_EM = {"quad": 1.0, "qquad": 2.0, "enspace": 0.5, "enskip": 0.5, " ": 0.25, "space": 0.25, "nobreakspace": 0.25}
