"""Pictures of machines: instrument dials, digital meters, nameplates."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.random import Generator

from engine.sample import surfaces, words
from engine.sample.ink import Ink, printed, seven_segments, spaced
from engine.sample.sheet import Colour, Sheet, paint

SIZES = ((640, 480), (800, 600), (960, 720), (1000, 800))


def dial(rng: Generator) -> Sheet:
    """One or two round gauges on a wall with pipes, each with a tag."""
    width, height = words.pick(rng, SIZES)
    picture = surfaces.plaster(width, height, rng)
    _pipes(picture, rng)
    count = 1 if rng.random() < 0.3 else 2
    tags = words.pick_some(rng, words.TAGS, count)
    for place in range(count):
        part = width / count
        frame = (place * part + part * 0.05, height * 0.03, part * 0.9, height * 0.76)
        face = _gauge(rng)
        picture.show(face, frame, rng, degrees=14, tilt=0.08, shadow=14)
        tag = _tag(tags[place], rng)
        below = (place * part + part * 0.3, height * 0.83, part * 0.4, height * 0.14)
        picture.show(tag, below, rng, degrees=5, tilt=0.04, shadow=3)
    return picture


def _pipes(picture: Sheet, rng: Generator) -> None:
    for _ in range(int(rng.integers(1, 4))):
        wide = int(rng.integers(24, 70))
        y = int(rng.integers(0, picture.height - wide))
        across = np.sqrt(1 - np.linspace(-0.98, 0.98, wide, dtype=np.float32) ** 2)[:, None, None]
        colour = rng.uniform(90, 190) + rng.uniform(-40, 40, 3)
        picture.image[y : y + wide] = np.clip(across * colour.astype(np.float32) + 25, 0, 255)


def _tag(text: str, rng: Generator) -> Sheet:
    ink = printed(text, 44, "sans", 650)
    back, front = words.pick(
        rng,
        (((235, 235, 235), (30, 30, 30)), ((60, 200, 245), (25, 25, 25)), ((130, 70, 20), (240, 240, 240))),
    )
    tag = Sheet(round(ink.advance) + 56, 84, back)
    surfaces.rounded(tag, 10)
    tag.write_centred(ink, (tag.width / 2, 42), front)
    return tag


def _gauge(rng: Generator) -> Sheet:
    """A round instrument of 560 × 560 pixels, transparent outside its rim."""
    size, middle = 560, np.array([280.0, 280.0])
    light = rng.random() < 0.75
    back: Colour = (228, 234, 236) if light else (42, 40, 38)
    front: Colour = (38, 36, 36) if light else (232, 232, 228)
    face = surfaces.board(size, size, (95, 98, 102), 200, 16, rng)
    face.alpha[:] = 0
    cv2.circle(face.alpha, (280, 280), 278, 255, cv2.FILLED, cv2.LINE_AA)
    cv2.circle(face.image, (280, 280), 276, (60, 60, 62), 4, cv2.LINE_AA)
    cv2.circle(face.image, (280, 280), 246, back, cv2.FILLED, cv2.LINE_AA)
    unit, numbers, name = words.pick(rng, words.DIALS)
    _scale(face, middle, numbers, front, upright=bool(rng.random() < 0.4))
    face.write_centred(printed(unit, 50, "sans", 600), (280, 190), front)
    face.write_centred(printed(name, 32, "sans", 500), (280, 372), front)
    face.write_centred(printed(words.pick(rng, words.MAKERS), 20), (280, 450), front)
    face.write_centred(printed(f"NO.{words.digits(rng, 8)}", 20), (280, 414), front)
    face.write_centred(printed("GB/T1226 JB-03 CMC", 9).unreadable, (280, 484), front, opacity=0.7)
    face.spoil(len(face.labels) - 1, rng)
    _needle(face, middle, words.pick(rng, ((40, 40, 200), front)), rng)
    return face


def _scale(
    face: Sheet, middle: np.ndarray, numbers: tuple[float, ...], colour: Colour, *, upright: bool
) -> None:
    """The arc with its ticks, from lower left over the top to lower right, and the numbers inside it."""
    steps = 5 * (len(numbers) - 1)
    for step, angle in enumerate(np.linspace(-135, 135, steps + 1)):
        turn = np.deg2rad(angle)
        out = np.array([np.sin(turn), -np.cos(turn)])
        long = step % 5 == 0
        reaches = (232, 206 if long else 218)
        start, end = ((middle + reach * out).astype(int).tolist() for reach in reaches)
        cv2.line(face.image, start, end, colour, 4 if long else 2, cv2.LINE_AA)
        if long:
            ink = printed(f"{numbers[step // 5]}", 36, "sans", 550)
            reach = 176 - (3 * len(ink.text) if upright else 0)
            degrees = 0.0 if upright else float(angle)
            face.write_centred(ink, tuple(middle + reach * out), colour, degrees=degrees)
    cv2.ellipse(face.image, (280, 280), (232, 232), 90, 45, 315, colour, 3, cv2.LINE_AA)
    cv2.ellipse(face.image, (280, 280), (239, 239), 90, 250, 315, (40, 40, 200), 7, cv2.LINE_AA)


def _needle(face: Sheet, middle: np.ndarray, colour: Colour, rng: Generator) -> None:
    """A needle from the middle of the dial, too short to reach the numbers."""
    turn = np.deg2rad(rng.uniform(-120, 120))
    out = np.array([np.sin(turn), -np.cos(turn)])
    side = np.array([out[1], -out[0]])
    shape = np.array([middle + 150 * out, middle + 7 * side, middle - 50 * out, middle - 7 * side])
    cv2.fillPoly(face.image, [shape.astype(np.int32)], colour, cv2.LINE_AA)
    cv2.circle(face.image, (280, 280), 17, (80, 80, 84), cv2.FILLED, cv2.LINE_AA)


def meter(rng: Generator) -> Sheet:
    """A digital instrument with a display, buttons and a roller counter."""
    return _mounted(_meter_body(rng), rng)


def panel(rng: Generator) -> Sheet:
    """A control panel with several lit displays."""
    return _mounted(_panel_front(rng), rng)


def _mounted(front: Sheet, rng: Generator) -> Sheet:
    """``front`` filling a picture, seen at an angle."""
    width, height = words.pick(rng, SIZES)
    ground = surfaces.cloth if rng.random() < 0.5 else surfaces.plaster
    picture = ground(width, height, rng)
    frame = (width * 0.03, height * 0.03, width * 0.94, height * 0.94)
    picture.show(front, frame, rng, degrees=9, tilt=0.06, shadow=12)
    return picture


def _meter_body(rng: Generator) -> Sheet:
    shell: Colour = words.pick(rng, ((205, 208, 210), (70, 66, 60), (70, 150, 215), (165, 120, 60)))
    front: Colour = (30, 30, 30) if sum(shell) > 390 else (235, 235, 235)
    body = surfaces.board(780, 680, shell, 220, 9, rng)
    surfaces.rounded(body, 44)
    cv2.rectangle(body.image, (22, 22), (757, 657), tuple(0.8 * c for c in shell), 3, cv2.LINE_AA)
    name, unit = words.pick(rng, words.METERS)
    body.write(printed(name, 42, "sans", 650), (70, 88), front)
    body.write(printed(words.pick(rng, words.MAKERS), 24), (390, 634), front, align=0.5)
    _display(body, unit, rng)
    _counter(body, (74, 400), rng)
    body.write(printed(f"NO.{words.digits(rng, 9)}", 26), (460, 440), front)
    rating = words.pick(rng, ("220V, 5(60)A, 50Hz", "0.5级, 2024年", "IP54, -10~55°C"))
    body.write(printed(rating, 24), (460, 480), front)
    for place, text in enumerate(words.pick_some(rng, words.BUTTONS, 4)):
        x = 74 + 166 * place
        cv2.rectangle(body.image, (x, 520), (x + 138, 582), (90, 90, 92), cv2.FILLED, cv2.LINE_AA)
        cv2.rectangle(body.image, (x, 520), (x + 138, 582), (45, 45, 45), 2, cv2.LINE_AA)
        body.write_centred(printed(text, 28, "sans", 550), (x + 69, 551), (240, 240, 240))
    return body


def _panel_front(rng: Generator) -> Sheet:
    """Three or four names, each with a lit value and its unit."""
    rows = words.pick_some(rng, words.GAUGES, int(rng.integers(3, 5)))
    front = surfaces.brushed(820, 60 + 150 * len(rows), rng, (150, 152, 154))
    surfaces.rounded(front, 18)
    for row, (name, unit) in enumerate(rows):
        top = 34 + 150 * row
        lit = words.pick(rng, ((60, 70, 245), (120, 240, 120), (230, 220, 120), (60, 180, 250)))
        front.write(printed(name, 28, "sans", 600), (36, top + 74), (40, 38, 36))
        cv2.rectangle(front.image, (300, top), (690, top + 122), (22, 20, 20), cv2.FILLED)
        value = f"{rng.uniform(0.1, 999):.{int(rng.integers(2))}f}"
        ink = seven_segments(value, 84, gap=rng.uniform(0.25, 0.5))
        front.write(ink, (668, top + 103), lit, align=1)
        front.write(printed(unit, 38, "sans", 550), (708, top + 90), (40, 38, 36))
        cv2.circle(front.image, (272, top + 62), 10, lit, cv2.FILLED, cv2.LINE_AA)
    return front


def _display(body: Sheet, unit: str, rng: Generator) -> None:
    glass, lit, ghost = words.pick(
        rng,
        (((150, 175, 165), (35, 40, 38), (138, 162, 152)), ((25, 22, 24), (50, 60, 240), (38, 32, 46)),
         ((30, 26, 22), (210, 240, 120), (44, 38, 32)), ((190, 170, 120), (60, 40, 30), (178, 158, 110))),
    )  # fmt: skip
    cv2.rectangle(body.image, (64, 120), (716, 360), (40, 40, 42), cv2.FILLED)
    cv2.rectangle(body.image, (78, 134), (702, 346), glass, cv2.FILLED)
    value = f"{rng.uniform(1, 999):.{int(rng.integers(1, 3))}f}"
    ink = seven_segments(value, 118)
    pen = (560 - ink.advance, 326)
    # The unlit segments shine through faintly: no text, so they get no label.
    unlit = seven_segments("".join("8" if c.isdigit() else c for c in value), 118)
    place = np.array([[1, 0, pen[0] + unlit.left], [0, 1, pen[1] + unlit.top]])
    paint(body.image, unlit.mask, place, ghost, 1.0)
    body.write(ink, pen, lit)
    body.write(printed(unit, 44, "sans", 550), (586, 326), lit)
    body.write(seven_segments(f"{rng.integers(10, 24)}:{rng.integers(10, 60)}", 34), (102, 184), lit)


def _counter(body: Sheet, at: tuple[int, int], rng: Generator) -> None:
    """A mechanical counter: one number over six rollers, so one label for all of them."""
    x, y = at
    cv2.rectangle(body.image, (x, y), (x + 330, y + 80), (25, 25, 25), cv2.FILLED)
    for place in range(6):
        left = x + 12 + 52 * place
        back = (40, 40, 170) if place == 5 else (60, 58, 56)
        cv2.rectangle(body.image, (left, y + 8), (left + 46, y + 72), back, cv2.FILLED)
    ink = spaced(words.digits(rng, 6), 46, 52, "sans", 500)
    body.write_centred(ink, (x + 12 + 52 * 3 - 3, y + 40), (240, 240, 240))


def nameplate(rng: Generator) -> Sheet:
    """A maker's plate screwed to a machine, with a warning label beside it."""
    width, height = words.pick(rng, SIZES)
    paint = tuple(float(c) for c in rng.uniform(50, 170, 3))
    picture = surfaces.plaster(width, height, rng, paint)  # type: ignore[arg-type]
    frame = (width * 0.03, height * 0.03, width * 0.94, height * 0.7)
    picture.show(_maker_plate(rng), frame, rng, degrees=10, tilt=0.06, shadow=4)
    frame = (width * 0.2, height * 0.76, width * 0.6, height * 0.2)
    picture.show(_warning(rng), frame, rng, degrees=7, tilt=0.04, shadow=2)
    return picture


def _maker_plate(rng: Generator) -> Sheet:
    """A table of properties, printed dark on metal or white on colour."""
    rows = words.pick_some(rng, words.PLATE_ROWS, 8)
    metal = rng.random() < 0.5
    back: Colour = (190, 192, 194)
    front: Colour = (45, 42, 40)
    if not metal:
        back = words.pick(rng, ((140, 75, 25), (45, 42, 40), (60, 50, 160), (80, 105, 30)))
        front = (240, 240, 240)
    plate = surfaces.brushed(860, 560, rng, back)
    surfaces.rounded(plate, 26)
    cv2.rectangle(plate.image, (18, 18), (841, 541), front, 3, cv2.LINE_AA)
    for x, y in ((42, 42), (817, 42), (42, 517), (817, 517)):
        cv2.circle(plate.image, (x, y), 14, (120, 122, 125), cv2.FILLED, cv2.LINE_AA)
        cv2.line(plate.image, (x - 8, y - 6), (x + 8, y + 6), (50, 50, 50), 3, cv2.LINE_AA)
    plate.write(printed(words.pick(rng, words.PLATE_TITLES), 54, "sans", 750), (430, 92), front, align=0.5)
    for place, (name, value) in enumerate(rows):
        x, y = 50 + 400 * (place % 2), 170 + 78 * (place // 2)
        cv2.line(plate.image, (50, y + 20), (810, y + 20), front, 2)
        plate.write(printed(name, 28, "sans", 500), (x, y), front)
        if metal:
            pitch = 372 / max(14, len(name) * 2 + len(value))
            _stamp(plate, spaced(value, 34, pitch, "sans", 500), (x + 372, y))
        else:
            plate.write(printed(value, 34), (x + 372, y), front, align=1)
    cv2.line(plate.image, (434, 120), (434, 424), front, 2)
    plate.write(printed(words.pick(rng, words.MAKERS), 38, "sans", 600), (430, 492), front, align=0.5)
    licence = printed("Made in 2024 under licence", 10).unreadable
    plate.write(licence, (430, 526), front, align=0.5, opacity=0.7)
    plate.spoil(len(plate.labels) - 1, rng)
    return plate


def _stamp(plate: Sheet, ink: Ink, end: tuple[float, float]) -> None:
    """Punch ``ink`` into bare metal, its right end at ``end``: hardly darker, and one edge shines."""
    place = np.array([[1, 0, end[0] - ink.advance + ink.left + 2], [0, 1, end[1] + ink.top + 2]])
    paint(plate.image, ink.mask, place, (250, 252, 252), 0.55)
    plate.write(ink, end, (95, 92, 92), align=1, opacity=0.6)


def _warning(rng: Generator) -> Sheet:
    """A yellow sticker: a triangle with a flash, and two lines."""
    first, second = words.pick_some(rng, words.WARNINGS, 2)
    inks = [printed(first, 60, "sans", 800), printed(second, 40, "sans", 600)]
    yellow, black = (40, 205, 250), (25, 25, 25)
    sticker = Sheet(round(max(ink.advance for ink in inks)) + 230, 170, yellow)
    surfaces.rounded(sticker, 14)
    cv2.fillPoly(sticker.image, [np.array([[95, 22], [175, 148], [15, 148]])], black, cv2.LINE_AA)
    cv2.fillPoly(sticker.image, [np.array([[95, 46], [154, 138], [36, 138]])], yellow, cv2.LINE_AA)
    flash = np.array([[102, 62], [76, 102], [94, 104], [84, 132], [116, 92], [98, 90]])
    cv2.fillPoly(sticker.image, [flash], black, cv2.LINE_AA)
    sticker.write(inks[0], (200, 78), black)
    sticker.write(inks[1], (200, 138), black)
    return sticker
