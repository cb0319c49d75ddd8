"""What is trained and how: the value that decides the calls of an update."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.errors import EngineError
from engine.maths.losses import Loss
from engine.maths.networks import Network
from engine.maths.optimizers import Rule
from engine.training import network_calls, optimizer_calls
from engine.training.layouts import Layout
from engine.training.penalties import Penalty, penalty_calls
from engine.training.plan import Call


@dataclass(frozen=True, slots=True)
class Recipe:
    """What is trained, and how.

    Attributes:
        network: The shape.
        loss: Loss of one example; the cost is its mean over a batch.
        rule: The optimizer.
        batch_size: Examples of an update; None, or more than there are, for all of them.
        penalty: What the cost adds for large weights; nothing by default.
        dropout: Share of the outputs of hidden units that an update sets to 0, from 0 to below 1.
    """

    network: Network
    loss: Loss
    rule: Rule
    batch_size: int | None = None
    penalty: Penalty = field(default_factory=Penalty)
    dropout: float = 0.0

    def __post_init__(self) -> None:
        """Raise an error for what cannot be trained."""
        if self.loss is Loss.ZERO_ONE:
            raise EngineError("the zero-one loss cannot be trained with: its gradient is 0 wherever it exists")
        if not 0.0 <= self.dropout < 1.0:
            raise EngineError(f"dropout must be from 0 to below 1, got {self.dropout}")
        if self.batch_size is not None and self.batch_size < 1:
            raise EngineError(f"batch_size must be at least 1, got {self.batch_size}")
        if len(self.network.activations) != len(self.network.sizes) - 2:
            raise EngineError(f"a network of sizes {self.network.sizes} needs {len(self.network.sizes) - 2} activations")

    def calls(self, layout: Layout = Layout.SINGLE, *, shared: bool = True) -> tuple[Call, ...]:
        """Return the calls of one update in order: what is run, watched and read.

        Args:
            layout: One network, or how many lie side by side.
            shared: Whether all networks see the same examples.
        """
        dropout = self.dropout > 0.0
        return (
            *network_calls.forward(self.network, layout, shared=shared, dropout=dropout),
            *network_calls.loss_gradient(self.loss, layout, len(self.network.sizes) - 1),
            *network_calls.backward(self.network, layout, shared=shared, dropout=dropout),
            *penalty_calls(self.penalty),
            *optimizer_calls.calls(self.rule),
        )
