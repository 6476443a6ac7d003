"""What two versions of one gt file differ in, and how they go together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from engine.data.gt import BadLine, Entry, Label


@dataclass(frozen=True, slots=True)
class Difference:
    """One line that the two versions do not share: ``mine``, ``theirs``, or both where only the text or the
    four points of one label differ."""

    mine: Entry | None
    theirs: Entry | None


def differences(mine: Sequence[Entry], theirs: Sequence[Entry]) -> list[Difference]:
    """Lines of only one side, in the order of ``theirs`` and then of ``mine``; the order itself counts for
    nothing. Two labels with the same points, or else the same text once on each side, are one difference."""
    here, there = _beyond(mine, theirs), _beyond(theirs, mine)
    found: list[Difference] = []
    for theirs_entry in there:
        partner = _partner(theirs_entry, here, there)
        if partner is not None:
            here.remove(partner)
        found.append(Difference(partner, theirs_entry))
    return found + [Difference(entry, None) for entry in here]


def merged(base: Sequence[Entry], mine: Sequence[Entry], theirs: Sequence[Entry]) -> list[Entry]:
    """Both versions in one: ``theirs``, with what changed from ``base`` to ``mine`` done to it as well.

    Where both sides changed the text of a label mine counts; what I only moved keeps their text; a label that
    they moved and I changed is there twice. Lines added on either side are there once, lines deleted on one
    side are gone unless the other changed them.
    """
    result = list(theirs)
    open_places: list[Entry | None] = list(theirs)  # None where a change of mine has been done
    added_by_them = _beyond(theirs, base)
    for change in differences(mine, base):
        before, after = change.theirs, change.mine
        at = _place(before, open_places)
        if at is not None and after is not None:
            if result[at] in added_by_them:
                added_by_them.remove(result[at])
            result[at], open_places[at] = _with_their_text(after, before, result[at]), None
        elif at is not None and _key(result[at]) == _key(before):
            del result[at], open_places[at]
        elif after is not None and after in added_by_them:
            added_by_them.remove(after)
        elif after is not None:
            result.append(after)
            open_places.append(None)
    return result


def _with_their_text(after: Entry, before: Entry | None, theirs: Entry) -> Entry:
    """My version of a label, with their text where I left the text alone."""
    if isinstance(after, Label) and isinstance(theirs, Label) and before and _same_text(after, before):
        return after.with_transcription(theirs.transcription)
    return after


def _place(before: Entry | None, entries: Sequence[Entry | None]) -> int | None:
    """Where ``before`` is among ``entries``, else a label of the same points with another text."""
    if before is None:
        return None
    there = [(at, entry) for at, entry in enumerate(entries) if entry]
    same = [at for at, entry in there if _key(entry) == _key(before)]
    same += [at for at, entry in there if _same_points(entry, before)]
    return same[0] if same else None


def _beyond(entries: Sequence[Entry], others: Sequence[Entry]) -> list[Entry]:
    """Those of ``entries`` that ``others`` has not, as often as that is so."""
    left = Counter(map(_key, others))
    beyond = []
    for entry in entries:
        if left[_key(entry)] > 0:
            left[_key(entry)] -= 1
        else:
            beyond.append(entry)
    return beyond


def _key(entry: Entry | None) -> object:
    """Unreadable lines are the same wherever they are."""
    return entry.text if isinstance(entry, BadLine) else entry


def _partner(entry: Entry, here: Sequence[Entry], there: Sequence[Entry]) -> Entry | None:
    for other in here:
        if _same_points(entry, other):
            return other
    if not isinstance(entry, Label) or not entry.transcription or entry.ignore:
        return None
    alike = [[one for one in side if _same_text(entry, one)] for side in (here, there)]
    return alike[0][0] if len(alike[0]) == len(alike[1]) == 1 else None


def _same_points(one: Entry, other: Entry) -> bool:
    return isinstance(one, Label) and isinstance(other, Label) and one.points == other.points


def _same_text(one: Entry, other: Entry) -> bool:
    return isinstance(one, Label) and isinstance(other, Label) and one.transcription == other.transcription
