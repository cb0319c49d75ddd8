"""Study over a real collection file with the real scheduler and a clock that stands."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizapp.domain.cards import Card
from quizapp.domain.errors import StaleCardError
from quizapp.domain.queue import CardFilter, Counts
from quizapp.domain.scheduling import CardState, MemoryState, Rating, ScheduleRules
from quizapp.services.clock import FixedClock
from quizapp.services.fsrs_scheduler import FsrsScheduler
from quizapp.services.library import Library
from quizapp.services.settings import SettingsService
from quizapp.services.study import Done, Presented, StudyService, fsrs_scheduler
from quizapp.storage import reviews
from quizapp.storage.collection import open_collection
from quizapp.storage.database import CollectionError, Database

DAY_MS = 86_400_000


def shown(study: StudyService, selection: CardFilter | None = None) -> Presented:
    presented = study.next_card(selection or CardFilter())
    assert isinstance(presented, Presented)
    return presented


def answer(study: StudyService, rating: Rating = Rating.GOOD) -> str:
    presented = shown(study)
    study.answer(presented, rating, 30_000)
    return presented.card.id


def test_new_cards_come_in_the_order_of_the_deck(make_study: Any) -> None:
    study = make_study("b", "a", "c")
    assert [answer(study, Rating.EASY) for _ in range(3)] == ["b", "a", "c"]


def test_buttons_of_a_new_card_show_the_default_steps(make_study: Any) -> None:
    states = shown(make_study("a")).next_states
    assert [states.of(rating).text for rating in Rating] == ["1 min", "6 min", "10 min", "8 days"]


def test_answer_takes_the_very_state_that_the_button_showed(make_study: Any, database: Database) -> None:
    presented = shown(study := make_study("a"))
    labelled = presented.next_states.of(Rating.EASY)
    study.answer(presented, Rating.EASY, 1)
    assert reviews.state(database, "a") == labelled.memory


def test_next_states_are_computed_once(
    database: Database, clock: FixedClock, settings: SettingsService, make_card: Any, make_library: Any
) -> None:
    made: list[ScheduleRules] = []

    def counting(rules: ScheduleRules) -> FsrsScheduler:
        made.append(rules)
        return FsrsScheduler(rules)

    presented = shown(StudyService(database, make_library(make_card("a")), counting, clock, settings))
    assert made == []  # nothing is loaded before it is needed
    assert presented.next_states is presented.next_states
    assert made == [ScheduleRules()]


def test_learning_step_begins_when_the_answer_is_given(make_study: Any, clock: FixedClock, database: Database) -> None:
    presented = shown(study := make_study("a"))
    clock.advance(minutes=3)
    study.answer(presented, Rating.AGAIN, 180_000)
    memory = reviews.state(database, "a")
    assert memory is not None
    assert (memory.due_ms, memory.last_review_ms) == (clock.now_ms() + 60_000, clock.now_ms())


def test_answer_is_in_the_file_when_the_method_returns(
    make_study: Any, database: Database, collection: Path, tmp_path: Path
) -> None:
    answer(make_study("a"))
    copy = tmp_path / "copy.db"  # what a crash would leave behind at this moment
    for suffix in ("", "-wal"):
        (tmp_path / f"copy.db{suffix}").write_bytes(collection.with_name(collection.name + suffix).read_bytes())
    recovered = open_collection(copy, 0)
    assert [review.card_id for review in reviews.standing(recovered)] == ["a"]
    recovered.close()


def test_stale_card_is_refused_and_nothing_is_written(make_study: Any, database: Database) -> None:
    presented = shown(study := make_study("a"))
    study.answer(presented, Rating.GOOD, 1)
    with pytest.raises(StaleCardError, match=r'^"A" has been answered or undone since it was shown'):
        study.answer(presented, Rating.GOOD, 1)
    assert len(reviews.standing(database)) == 1


def test_card_undone_since_it_was_shown_is_stale(make_study: Any) -> None:
    study = make_study("a")
    answer(study)
    presented = study.present("a")
    study.undo()
    with pytest.raises(StaleCardError):
        study.answer(presented, Rating.GOOD, 1)


def test_full_disk_stops_the_answer_and_loses_nothing(make_study: Any, database: Database) -> None:
    study, acknowledged = make_study("a"), iter(range(1_000))
    database.rows("PRAGMA max_page_count = 1")  # no page more than there are: SQLite then reports a full disk
    with pytest.raises(CollectionError, match="the disk is full: free some space and try again"):
        all(study.answer(study.present("a"), Rating.GOOD, 1) for _ in acknowledged)
    assert len(reviews.standing(database)) == next(acknowledged) - 1  # all but the one that was refused
    assert study.rebuild() == 0
    database.rows("PRAGMA max_page_count = 100000")
    study.answer(study.present("a"), Rating.GOOD, 1)


def test_new_cards_stop_at_the_daily_limit_and_go_on_tomorrow(make_study: Any, settings: SettingsService, clock: Any) -> None:
    settings.change(new_per_day=2)
    study = make_study("a", "b", "c")
    assert [answer(study, Rating.EASY), answer(study, Rating.EASY)] == ["a", "b"]
    done = study.next_card()
    assert done == Done(clock.now_ms() + 18 * 3_600_000)  # at four the next morning
    clock.advance(hours=18)
    assert answer(study) == "c"


def test_undone_new_card_does_not_count_against_the_limit(make_study: Any, settings: SettingsService) -> None:
    settings.change(new_per_day=1)
    study = make_study("a", "b")
    answer(study, Rating.EASY)
    study.undo()
    assert study.overview().counts == Counts(new=1, learning=0, due=0)


def test_days_begin_at_the_learners_hour_in_the_learners_zone(make_study: Any, clock: FixedClock, database: Database) -> None:
    clock.time_zone = timezone(timedelta(hours=-8))  # it is two in the morning there, still Saturday
    answer(make_study("a"), Rating.EASY)
    memory = reviews.state(database, "a")
    assert memory is not None
    assert memory.due_ms == clock.now_ms() + 2 * 3_600_000 + 7 * DAY_MS


def test_review_at_23_and_at_22_the_next_day_are_a_day_apart(make_study: Any, clock: FixedClock, database: Database) -> None:
    study = make_study("a")
    clock.advance(hours=13)
    answer(study)
    clock.advance(minutes=10)
    answer(study)
    before = reviews.state(database, "a")
    clock.advance(hours=22, minutes=50)
    study.answer(study.present("a"), Rating.GOOD, 1)
    after = reviews.state(database, "a")
    assert before is not None
    assert after is not None
    assert (before.stability, after.last_review_day - before.last_review_day) == (pytest.approx(2.3065, abs=0.01), 1)
    assert after.stability > 7.0  # within one day it would have stayed at 2.3


def test_answers_of_a_forgotten_clock_are_kept(make_study: Any, clock: FixedClock, database: Database) -> None:
    study = make_study("a")
    answer(study, Rating.EASY)
    clock.advance(days=-400)
    study.answer(study.present("a"), Rating.GOOD, 1)
    first, second = (review.after for review in reviews.standing(database))
    assert second.last_review_day == first.last_review_day
    assert second.stability >= first.stability


def test_overview_counts_and_estimates_by_the_learners_own_times(make_study: Any, clock: FixedClock) -> None:
    study = make_study("a", "b", "c")
    assert study.overview().minutes == 4  # three new cards, two answers each, 40 s
    presented = shown(study)
    study.answer(presented, Rating.AGAIN, 120_000)
    overview = study.overview()
    assert overview.counts == Counts(new=2, learning=1, due=0)
    assert (overview.minutes, overview.cards, overview.next_due_ms) == (10, 3, None)


def test_selection_by_topic_and_by_card(make_study: Any, make_card: Any) -> None:
    study = make_study(make_card("a"), make_card("b", topic="loss"), make_card("c", topic="loss"))
    assert shown(study, CardFilter(topics=frozenset({"loss"}))).card.id == "b"
    assert shown(study, CardFilter(card_ids=frozenset({"c"}))).card.id == "c"
    assert study.overview(CardFilter(frozenset({"loss"}), frozenset({"c"}))).cards == 1
    assert study.next_card(CardFilter(topics=frozenset({"none"}))) == Done(None)


def test_presenting_an_unknown_card_is_a_key_error(make_study: Any) -> None:
    with pytest.raises(KeyError):
        make_study("a").present("z")


def test_undo_goes_back_to_the_beginning_and_redo_to_the_end(make_study: Any, database: Database) -> None:
    study = make_study("a", "b")
    stages = [study.memories()]
    for rating in (Rating.AGAIN, Rating.GOOD, Rating.EASY):
        answer(study, rating)
        stages.append(study.memories())
    undone = []
    for stage in reversed(stages[:-1]):
        undone.append(study.undo().rating)
        assert study.memories() == stage
    assert (undone, study.undo()) == ([Rating.EASY, Rating.GOOD, Rating.AGAIN], None)
    for stage in stages[1:]:
        study.redo()
        assert study.memories() == stage
    assert study.redo() is None


def test_undo_names_the_card_to_show_again(make_study: Any) -> None:
    study = make_study("a", "b")
    card_id = answer(study, Rating.EASY)
    reversal = study.undo()
    assert (reversal.card_id, reversal.changes.reviews) == (card_id, True)
    assert study.present(reversal.card_id).memory is None


def test_undo_survives_a_restart(make_study: Any, database: Database, collection: Path) -> None:
    answer(study := make_study("a"))
    answer(study)
    study.undo()
    database.close()
    reopened = open_collection(collection, 0)
    again = StudyService(reopened, study._library, fsrs_scheduler, study._clock, SettingsService(reopened))
    assert again.redo().rating is Rating.GOOD
    assert [again.undo() is not None for _ in range(3)] == [True, True, False]
    reopened.close()


def test_redo_is_forgotten_after_a_new_answer(make_study: Any) -> None:
    study = make_study("a", "b")
    answer(study)
    study.undo()
    answer(study, Rating.EASY)
    assert study.redo() is None


def test_undo_of_a_card_that_left_the_deck_names_its_old_id(make_study: Any) -> None:
    answer(make_study("gone"))
    assert make_study("a").undo().card_id == "gone"


def test_renamed_card_keeps_its_progress(make_study: Any, make_card: Any, clock: FixedClock) -> None:
    answer(make_study("old"), Rating.EASY)
    renamed = make_study(make_card("new", aliases=("old",)))
    before = renamed.memories()["new"]
    assert before is not None
    clock.advance(days=9)
    renamed.answer(renamed.present("new"), Rating.GOOD, 1)
    assert renamed.memories()["new"] != before
    assert renamed.undo().card_id == "new"
    assert renamed.memories()["new"] == before
    assert renamed.undo().card_id == "new"
    assert renamed.memories()["new"] is None


def test_rebuild_repairs_a_wrong_cache_and_changes_nothing_else(make_study: Any, database: Database) -> None:
    study = make_study("a", "b", "c")
    assert [answer(study) for _ in range(6)] == [*"abcabc"]
    right = study.memories()
    assert study.rebuild() == 0
    assert study.memories() == right
    with database.transaction():
        database.write("UPDATE card_states SET review_id = review_id - 3")  # each card's first review
    assert study.rebuild() == 3
    assert study.memories() == right


def test_rules_changed_in_the_settings_hold_for_the_next_card(make_study: Any, settings: SettingsService) -> None:
    study = make_study("a")
    presented = shown(study)
    settings.change(learning_steps=(5,))
    assert presented.next_states.again.text == "1 min"  # as promised when it was shown
    assert shown(study).next_states.again.text == "5 min"


def test_log_alone_gives_the_states_again_by_the_ratings(make_study: Any, clock: FixedClock, database: Database) -> None:
    """The outcomes in the log are what FSRS makes of its ratings and days: the log could be scheduled anew."""
    study = make_study("a")
    for position, rating in enumerate([3, 3, 1, 3, 4, 2, 3]):
        clock.advance(days=position)
        study.answer(study.present("a"), Rating(rating), 1)
    scheduler, memory = FsrsScheduler(ScheduleRules()), None
    for review in reviews.standing(database):
        memory = scheduler.next_states(memory, review.after.last_review_ms, study._days()).of(review.rating).memory
        assert memory == review.after


operations = st.lists(
    st.sampled_from(["undo", "redo", "wait", Rating.AGAIN, Rating.HARD, Rating.GOOD, Rating.EASY]), max_size=25
)


@given(operations)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
def test_cache_equals_replay_equals_a_model_after_any_operations(
    tmp_path_factory: pytest.TempPathFactory, make_card: Any, make_library: Any, steps: list[str | Rating]
) -> None:
    clock = FixedClock(1_795_341_600_000)
    database = open_collection(tmp_path_factory.mktemp("model") / "collection.db", 0)
    study = StudyService(database, make_library(*map(make_card, "abc")), fsrs_scheduler, clock, SettingsService(database))
    past: list[tuple[str, MemoryState]] = []  # the model: what stands, and what could be redone
    future: list[tuple[str, MemoryState]] = []
    for step in steps:
        if step == "wait":
            clock.advance(hours=17, minutes=11)
        elif step == "undo":
            assert (study.undo() is not None) == bool(past)
            future += [past.pop()] if past else []
        elif step == "redo":
            assert (study.redo() is not None) == bool(future)
            past += [future.pop()] if future else []
        elif isinstance(presented := study.next_card(), Presented):
            study.answer(presented, Rating(step), 1_000)
            past.append((presented.card.id, presented.next_states.of(Rating(step)).taken_at(clock.now_ms())))
            future.clear()
        assert reviews.states(database) == dict(past)
    assert study.rebuild() == 0
    assert {card_id: memory for card_id, memory in study.memories().items() if memory} == dict(past)
    database.close()


def test_study_loads_neither_numpy_nor_qt_and_fsrs_only_for_the_buttons() -> None:
    program = (
        "import sys; import quizapp.services.study, quizapp.services.quizzes, quizapp.storage.collection;"
        "print([name for name in ('numpy', 'fsrs', 'PySide6') if name in sys.modules])"
    )
    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert printed.stdout.strip() == "[]"


def test_library_of_renamed_cards_is_found_by_either_name(make_library: Any, make_card: Any) -> None:
    library: Library = make_library(make_card("new", aliases=("old",)))
    card: Card | None = library.find("old")
    assert card is library.find("new") is library.cards["new"]
    assert library.find("other") is None


def test_relearning_follows_forgetting(make_study: Any, clock: FixedClock, database: Database) -> None:
    study = make_study("a")
    answer(study, Rating.EASY)
    clock.advance(days=9)
    answer(study, Rating.AGAIN)
    memory = reviews.state(database, "a")
    assert memory is not None
    assert (memory.state, memory.due_ms - clock.now_ms()) == (CardState.RELEARNING, 600_000)
