"""One file a simulation: draws its frame with pyqtgraph. Sees the engine only; no timer, no random number, no arithmetic."""
