"""The one style sheet of the application, made from the tokens of a theme."""

from __future__ import annotations

from quizapp.ui.fonts import MONO, SANS
from quizapp.ui.theme import Theme

RADIUS_PANEL = 14
RADIUS_LARGE = 10
RADIUS_SMALL = 8


def style_sheet(t: Theme) -> str:
    """Return the one style sheet of the application. Widgets choose a look by the properties ``role`` and ``kind``."""
    return f"""
* {{ font-family: '{SANS}'; font-size: 14px; }}
QWidget#window {{ background: {t.background}; }}
QFrame[role="panel"] {{ background: {t.surface}; border: 1px solid {t.border}; border-radius: {RADIUS_PANEL}px; }}
QFrame[role="rule"] {{ background: {t.border}; border: none; max-height: 1px; min-height: 1px; }}
QFrame[role="note"] {{ background: {t.sunken}; border: none; border-radius: {RADIUS_LARGE}px; }}
QFrame[role="good"] {{ background: {t.green_soft}; border: none; border-radius: {RADIUS_LARGE}px; }}
QFrame[role="bad"] {{ background: {t.vermillion_soft}; border: none; border-radius: {RADIUS_LARGE}px; }}
QFrame[role="toast"] {{ background: {t.text}; border: none; border-radius: {RADIUS_LARGE}px; }}
QFrame[role="toast"] QLabel {{ color: {t.surface}; font-weight: 500; }}
QLabel {{ color: {t.text}; background: transparent; }}
QLabel:disabled {{ color: {t.text_muted}; }}
QLabel[role="muted"] {{ color: {t.text_muted}; font-size: 13px; }}
QLabel[role="secondary"] {{ color: {t.text_secondary}; font-size: 13px; }}
QLabel[role="over"] {{ color: {t.text_muted}; font-size: 11px; font-weight: 600; letter-spacing: 1px; }}
QLabel[role="title"] {{ color: {t.heading}; font-size: 16px; font-weight: 600; }}
QLabel[role="heading"] {{ color: {t.heading}; font-size: 26px; font-weight: 600; }}
QLabel[role="value"] {{ font-size: 13px; font-weight: 500; }}
QLabel[role="number"] {{ font-family: '{MONO}'; font-size: 15px; font-weight: 600; color: {t.heading}; }}
QLabel[role="figure"] {{ font-size: 30px; font-weight: 600; color: {t.heading}; }}
QLabel[role="mono"], QPlainTextEdit[role="mono"] {{ font-family: '{MONO}'; font-size: 13px; }}
QLabel[role="key"] {{ color: {t.text_muted}; font-family: '{MONO}'; font-size: 11px; border: 1px solid {t.border_strong};
  border-radius: 4px; padding: 0 5px; }}
QLabel[role="chip"] {{ color: {t.text_secondary}; background: {t.sunken}; font-size: 12px;
  border-radius: 9px; padding: 1px 9px; }}
QLabel[tone="good"] {{ color: {t.green}; }}
QLabel[tone="bad"] {{ color: {t.vermillion}; }}
QLabel[tone="warn"] {{ color: {t.orange_text}; }}
QLabel[tone="info"] {{ color: {t.blue}; }}
QPushButton {{ color: {t.text}; background: {t.raised}; border: 1px solid {t.border_strong}; border-radius: {RADIUS_SMALL}px;
  padding: 0 14px; min-height: 34px; font-weight: 500; }}
QPushButton:hover {{ background: {t.sunken}; }}
QPushButton:focus {{ border: 2px solid {t.accent}; padding: 0 13px; }}
QPushButton:disabled {{ color: {t.text_muted}; background: {t.sunken}; border-color: {t.border}; }}
QPushButton:checked {{ background: {t.accent_soft}; border-color: {t.accent}; }}
QPushButton[kind="primary"] {{ background: {t.accent}; color: {t.on_accent}; border: 1px solid {t.accent}; font-weight: 600;
  min-height: 42px; border-radius: {RADIUS_LARGE}px; font-size: 15px; padding: 0 20px; }}
QPushButton[kind="primary"]:hover {{ background: {t.accent_hover}; }}
QPushButton[kind="primary"]:focus {{ border: 2px solid {t.text}; padding: 0 19px; }}
QPushButton[kind="primary"]:disabled {{ background: {t.border}; color: {t.text_muted}; border-color: {t.border}; }}
QPushButton[kind="quiet"] {{ border-color: transparent; background: transparent; color: {t.text_secondary}; }}
QPushButton[kind="quiet"]:hover {{ background: {t.sunken}; }}
QPushButton[kind="quiet"]:focus {{ border: 2px solid {t.accent}; }}
QPushButton[kind="rate"] {{ min-height: 56px; max-height: 56px; padding: 0; border-radius: {RADIUS_LARGE}px; }}
QPushButton[kind="small"] {{ min-height: 30px; padding: 0 10px; font-size: 13px; }}
QPushButton[kind="small"]:focus {{ padding: 0 9px; }}
QFrame[role="option"] {{ background: {t.raised}; border: 1px solid {t.border_strong}; border-radius: {RADIUS_LARGE}px; }}
QFrame[role="option"]:hover {{ background: {t.sunken}; }}
QFrame[role="option"][chosen="true"] {{ border: 1px solid {t.accent}; background: {t.accent_soft}; }}
QFrame[role="option"][verdict="right"], QFrame[role="option"][verdict="missed"] {{ border: 1px solid {t.green};
  background: {t.green_soft}; }}
QFrame[role="option"][verdict="wrong"] {{ border: 1px solid {t.vermillion}; background: {t.vermillion_soft}; }}
QPushButton[kind="tile"] {{ text-align: left; border-radius: {RADIUS_PANEL}px; padding: 0; background: {t.surface};
  border: 1px solid {t.border}; min-width: 340px; min-height: 310px; }}
QPushButton[kind="tile"]:hover {{ border-color: {t.accent}; }}
QPushButton[kind="tile"]:focus {{ border: 2px solid {t.accent}; }}
QPushButton[kind="tab"] {{ border: none; background: transparent; color: {t.text_muted}; min-height: 28px; padding: 0 10px;
  font-size: 13px; border-radius: {RADIUS_SMALL}px; }}
QPushButton[kind="tab"]:hover {{ background: {t.sunken}; }}
QPushButton[kind="tab"]:checked {{ background: {t.accent_soft}; color: {t.accent}; font-weight: 600; }}
QPushButton[kind="tab"]:focus {{ border: 2px solid {t.accent}; padding: 0 8px; }}
QPushButton[kind="chip"] {{ border: 1px solid transparent; background: transparent; color: {t.accent}; min-height: 18px;
  max-height: 18px; padding: 0 5px; font-size: 12px; font-weight: 500; border-radius: {RADIUS_SMALL}px; }}
QPushButton[kind="chip"]:hover {{ background: {t.accent_soft}; }}
QPushButton[kind="chip"]:focus {{ border-color: {t.accent}; }}
QPushButton[kind="chip"]:disabled {{ color: {t.text_muted}; }}
QToolButton {{ border: 2px solid transparent; border-radius: {RADIUS_SMALL}px; background: transparent; padding: 5px;
  color: {t.text_secondary}; }}
QToolButton:hover {{ background: {t.sunken}; }}
QToolButton:focus {{ border-color: {t.accent}; }}
QToolButton:checked {{ background: {t.accent_soft}; }}
QToolButton[kind="play"] {{ background: {t.accent}; border-radius: 20px; min-width: 36px; min-height: 36px; max-width: 36px;
  max-height: 36px; padding: 0; }}
QToolButton[kind="play"]:hover {{ background: {t.accent_hover}; }}
QToolButton[kind="play"]:focus {{ border-color: {t.text}; }}
QToolButton[kind="play"]:disabled {{ background: {t.border}; }}
QToolButton[kind="rail"] {{ padding: 7px 2px 5px 2px; font-size: 11px; font-weight: 500; border-radius: 12px;
  min-width: 56px; }}
QToolButton[kind="rail"]:checked {{ color: {t.accent}; }}
QTextBrowser {{ background: transparent; border: none; selection-background-color: {t.selection}; selection-color: {t.text}; }}
QScrollArea, QScrollArea > QWidget > QWidget#scrolled {{ background: transparent; border: none; }}
QAbstractScrollArea::corner {{ background: transparent; border: none; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 2px; }}
QScrollBar::handle:vertical {{ background: {t.border_strong}; border-radius: 3px; min-height: 28px; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 2px; }}
QScrollBar::handle:horizontal {{ background: {t.border_strong}; border-radius: 3px; min-width: 28px; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{ background: none; height: 0;
  width: 0; }}
QSlider {{ min-height: 22px; background: transparent; }}
QSlider::groove:horizontal {{ height: 4px; border-radius: 2px; background: {t.border}; }}
QSlider::sub-page:horizontal {{ height: 4px; border-radius: 2px; background: {t.accent}; }}
QSlider::sub-page:horizontal:disabled {{ background: {t.border_strong}; }}
QSlider::handle:horizontal {{ width: 12px; height: 12px; margin: -6px 0; border-radius: 8px; background: {t.surface};
  border: 2px solid {t.accent}; }}
QSlider::handle:horizontal:hover {{ background: {t.accent_soft}; }}
QSlider::handle:horizontal:focus {{ background: {t.accent}; }}
QSlider::handle:horizontal:disabled {{ border-color: {t.border_strong}; }}
QProgressBar {{ border: none; background: {t.border}; border-radius: 3px; max-height: 6px; min-height: 6px; }}
QProgressBar::chunk {{ background: {t.accent}; border-radius: 3px; }}
QLineEdit, QPlainTextEdit {{ color: {t.text}; background: {t.surface}; border: 1px solid {t.border_strong};
  border-radius: {RADIUS_SMALL}px; padding: 0 10px; min-height: 34px; selection-background-color: {t.selection};
  selection-color: {t.text}; }}
QLineEdit:focus, QPlainTextEdit:focus {{ border: 2px solid {t.accent}; padding: 0 9px; }}
QLineEdit[kind="inline"] {{ border: 1px solid transparent; background: transparent; min-height: 20px; max-height: 20px;
  padding: 0 3px; font-size: 13px; font-weight: 500; border-radius: 5px; }}
QLineEdit[kind="inline"]:hover {{ border-color: {t.border_strong}; }}
QLineEdit[kind="inline"]:focus {{ border: 1px solid {t.accent}; background: {t.surface}; padding: 0 3px; }}
QLineEdit[invalid="true"] {{ border: 2px solid {t.vermillion}; }}
QTableView {{ background: {t.surface}; border: 1px solid {t.border_strong}; border-radius: {RADIUS_SMALL}px; outline: none;
  font-family: '{MONO}'; font-size: 12px; selection-background-color: {t.accent_soft};
  selection-color: {t.text}; }}
QTableView:focus {{ border: 1px solid {t.accent}; }}
QTableView::item {{ padding: 0 8px; }}
QHeaderView, QHeaderView::section {{ background: {t.sunken}; color: {t.text_muted}; border: none; }}
QHeaderView::section {{ padding: 5px 8px; font-size: 12px; font-weight: 500; border-bottom: 1px solid {t.border}; }}
QComboBox {{ color: {t.text}; background: {t.raised}; border: 1px solid {t.border_strong}; border-radius: 7px;
  padding: 0 8px; min-height: 26px; font-size: 13px; }}
QComboBox:hover {{ background: {t.sunken}; }}
QComboBox:focus {{ border: 2px solid {t.accent}; padding: 0 7px; }}
QComboBox:disabled {{ color: {t.text_muted}; background: {t.sunken}; }}
QComboBox::drop-down {{ border: none; width: 18px; }}
QComboBox QAbstractItemView {{ color: {t.text}; background: {t.raised}; border: 1px solid {t.border_strong}; outline: none;
  selection-background-color: {t.accent_soft}; selection-color: {t.text}; }}
QSpinBox, QTimeEdit {{ color: {t.text}; background: {t.raised}; border: 1px solid {t.border_strong}; border-radius: 7px;
  padding: 0 6px; min-height: 30px; }}
QSpinBox:focus {{ border: 2px solid {t.accent}; }}
QSpinBox::up-button, QSpinBox::down-button {{ subcontrol-origin: border; width: 26px; border: none; background: transparent; }}
QSpinBox::up-button {{ subcontrol-position: top right; }}
QSpinBox::down-button {{ subcontrol-position: bottom right; }}
QSpinBox::up-arrow, QSpinBox::down-arrow {{ image: none; width: 0; height: 0; }}
QCheckBox, QRadioButton {{ color: {t.text}; spacing: 8px; background: transparent; }}
QCheckBox:focus, QRadioButton:focus {{ color: {t.accent}; }}
QCheckBox::indicator, QRadioButton::indicator {{ width: 15px; height: 15px; border: 2px solid {t.border_strong};
  background: {t.surface}; }}
QCheckBox::indicator {{ border-radius: 5px; }}
QRadioButton::indicator {{ border-radius: 9px; }}
QCheckBox::indicator:hover, QRadioButton::indicator:hover, QCheckBox::indicator:focus, QRadioButton::indicator:focus {{
  border-color: {t.accent}; }}
QCheckBox::indicator:checked {{ background: {t.accent}; border-color: {t.accent}; }}
QRadioButton::indicator:checked {{ border: 5px solid {t.accent}; width: 9px; height: 9px; }}
QRadioButton::indicator:checked:disabled {{ border-color: {t.text_muted}; }}
QCheckBox::indicator:checked:disabled {{ background: {t.text_muted}; border-color: {t.text_muted}; }}
QListView, QListWidget {{ color: {t.text}; background: transparent; border: none; outline: none; }}
QListView::item {{ border-radius: {RADIUS_SMALL}px; padding: 2px; }}
QListView::item:selected {{ background: {t.accent_soft}; color: {t.text}; }}
QListView::item:hover:!selected {{ background: {t.sunken}; }}
QListView:focus {{ border: none; }}
QSplitter::handle {{ background: transparent; }}
QToolTip {{ background: {t.raised}; color: {t.text}; border: 1px solid {t.border_strong}; padding: 6px 8px;
  border-radius: 6px; }}
QDialog, QMessageBox {{ background: {t.surface}; }}
QMenu {{ color: {t.text}; background: {t.raised}; border: 1px solid {t.border_strong}; padding: 4px; }}
QMenu::item {{ padding: 6px 18px; border-radius: 5px; }}
QMenu::item:selected {{ background: {t.accent_soft}; }}
"""
