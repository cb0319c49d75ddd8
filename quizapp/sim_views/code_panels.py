"""Beside a program: its three tests as lights with their reasons, and its variables with what the last line changed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from engine.tracing.lights import TITLES, Light, Mark
from engine.tracing.playback import Variable, written
from quizapp.sim_views.style import ViewStyle

MONO = "QuizBytes Mono"  # the app's face of fixed width; where it is missing Qt takes another
SIGNS = {Mark.PASSED: "✓", Mark.FAILED: "✗", Mark.WAITING: "…", Mark.UNTESTED: "–"}
SHORT = dict(zip(TITLES, ("gradient", "loss falls", "equals right"), strict=True))
LINE_PX = 16
DOT_PX = 18
ROW_PX = 17


def colour_of(mark: Mark, style: ViewStyle) -> str:
    """Return the colour of a light."""
    return {Mark.PASSED: style.green, Mark.FAILED: style.vermillion}.get(mark, style.muted)


class LightPanel(QWidget):
    """Three lights: in a row of words where there is little room, else each with its reason."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._style: ViewStyle | None = None
        self._lights: tuple[Light, ...] = ()
        self._brief = False
        self.setMinimumWidth(120)
        self.set_brief(False)

    def sizeHint(self) -> QSize:
        """Return two lines a light, or three lines in all."""
        return QSize(300, 3 * LINE_PX if self._brief else 3 * (2 * LINE_PX + 6))

    def set_brief(self, brief: bool) -> None:
        """Show the reason of the most telling light only, or of each."""
        self._brief = brief
        self.setFixedHeight(self.sizeHint().height())
        self.update()

    def set_style(self, style: ViewStyle) -> None:
        """Take on colours."""
        self._style = style
        self.update()

    def show_lights(self, lights: tuple[Light, ...]) -> None:
        """Show lights."""
        if lights != self._lights:
            self._lights = lights
            said = [f"{light.name}: {light.mark.value}. {light.reason}" for light in lights]
            self.setToolTip("\n".join(said))
            self.setAccessibleDescription(" ".join(said))
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw the lights."""
        if self._style is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._style.font(12))
        if self._brief:
            self._paint_brief(painter, self._style)
        else:
            for index, light in enumerate(self._lights):
                top = index * (2 * LINE_PX + 6)
                self._paint_dot(painter, self._style, light, 0.0, top)
                self._paint_words(painter, self._style, light, QRectF(DOT_PX, top, self.width() - DOT_PX, 2 * LINE_PX + 2))
        painter.end()

    def _paint_brief(self, painter: QPainter, style: ViewStyle) -> None:
        left, metrics = 0.0, QFontMetrics(painter.font())
        for light in self._lights:
            words = SHORT.get(light.name, light.name)
            self._paint_dot(painter, style, light, left, 0)
            width = metrics.horizontalAdvance(words) + 2
            painter.setPen(QColor(style.text))
            painter.drawText(QRectF(left + DOT_PX, 0, width, LINE_PX), Qt.AlignmentFlag.AlignVCenter, words)
            left += DOT_PX + width + 10
        telling = next((light for light in self._lights if light.mark is Mark.FAILED), None) or next(iter(self._lights), None)
        if telling is not None:
            self._paint_words(painter, style, telling, QRectF(0, LINE_PX, self.width(), 2 * LINE_PX), named=False)

    def _paint_dot(self, painter: QPainter, style: ViewStyle, light: Light, left: float, top: float) -> None:
        colour = colour_of(light.mark, style)
        place = QRectF(left + 1, top + 2, 13, 13)
        painter.setPen(style.pen(colour, 1.2))
        painter.setBrush(QColor(colour) if light.mark in (Mark.PASSED, Mark.FAILED) else QColor(style.surface))
        painter.drawEllipse(place)
        painter.setPen(QColor(style.surface if light.mark in (Mark.PASSED, Mark.FAILED) else colour))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, SIGNS[light.mark])

    def _paint_words(self, painter: QPainter, style: ViewStyle, light: Light, place: QRectF, *, named: bool = True) -> None:
        """Draw a name and a reason in two lines; the reason goes on behind the name where it is short enough."""
        metrics, name = QFontMetrics(painter.font()), f"{light.name}  " if named else ""
        indent = metrics.horizontalAdvance(name)
        painter.setPen(QColor(style.text))
        painter.drawText(place, Qt.AlignmentFlag.AlignTop, name)
        painter.setPen(QColor(colour_of(light.mark, style)))
        first, second = broken(light.reason, metrics, round(place.width()) - indent, round(place.width()))
        painter.drawText(place.adjusted(indent, 0, 0, 0), Qt.AlignmentFlag.AlignTop, first)
        painter.drawText(place.adjusted(0, LINE_PX, 0, 0), Qt.AlignmentFlag.AlignTop, second)


def broken(text: str, metrics: QFontMetrics, first_px: int, second_px: int) -> tuple[str, str]:
    """Return a text in two lines of these widths; what does not fit into the second one ends in an ellipsis."""
    words = text.split(" ")
    count = len(words)
    while count and metrics.horizontalAdvance(" ".join(words[:count])) > first_px:
        count -= 1
    rest = " ".join(words[count:])
    return " ".join(words[:count]), metrics.elidedText(rest, Qt.TextElideMode.ElideRight, second_px)


class VariableTable(QWidget):
    """As many variables as there is room for, the ones changed last; old value and new one where the last line changed it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._style: ViewStyle | None = None
        self._variables: tuple[Variable, ...] = ()
        self.setMinimumSize(120, 2 * ROW_PX)
        self.setAccessibleName("Variables")

    def set_style(self, style: ViewStyle) -> None:
        """Take on colours."""
        self._style = style
        self.update()

    def show_variables(self, variables: tuple[Variable, ...]) -> None:
        """Show variables."""
        if variables is not self._variables:
            self._variables = variables
            changed = ", ".join(f"{one.name} is now {written(one.value)}" for one in variables if one.changed)
            self.setAccessibleDescription(changed)
            self.update()

    def event(self, event: QEvent) -> bool:
        """Put all variables into the tool tip when it is asked for."""
        if event.type() is QEvent.Type.ToolTip:
            self.setToolTip("\n".join(f"{one.name} = {written(one.value, 12)}" for one in self._variables))
        return super().event(event)

    def shown(self) -> tuple[Variable, ...]:
        """Return the variables there is room for, in the order in which they came to be."""
        rows = max(1, self.height() // ROW_PX)
        if len(self._variables) <= rows:
            return self._variables
        newest = sorted(self._variables, key=lambda one: -one.at)[: rows - 1]
        return tuple(one for one in self._variables if one in newest)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw the rows."""
        if self._style is None:
            return
        style, painter = self._style, QPainter(self)
        face = style.font(12)
        face.setFamily(MONO)
        painter.setFont(face)
        metrics = QFontMetrics(face)
        shown = self.shown()
        names = max((metrics.horizontalAdvance(one.name) for one in shown), default=0) + 14
        names = min(names, self.width() // 2)
        for row, one in enumerate(shown):
            place = QRectF(0, row * ROW_PX, self.width(), ROW_PX)
            if one.changed:
                painter.fillRect(place, style.mix(style.accent, 0.12))
            painter.setPen(QColor(style.accent if one.changed else style.muted))
            painter.drawText(place.adjusted(4, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, one.name)
            text = written(one.value)
            if one.before is not None:
                text = f"{written(one.before, 2)} → {written(one.value, 2)}"
            painter.setPen(QColor(style.text))
            room = self.width() - names - 4
            painter.drawText(
                place.adjusted(names, 0, 0, 0),
                Qt.AlignmentFlag.AlignVCenter,
                metrics.elidedText(text, Qt.TextElideMode.ElideRight, room),
            )
        left = len(self._variables) - len(shown)
        if left:
            painter.setPen(QColor(style.muted))
            place = QRectF(4, len(shown) * ROW_PX, self.width(), ROW_PX)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, f"and {left} more")
        painter.end()
