"""Pictures of paper: receipts, stamped documents, handwritten notes."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.random import Generator

from engine.sample import surfaces, words
from engine.sample.ink import Ink, dotted, handwritten, printed
from engine.sample.sheet import Colour, Sheet, pose_in

PORTRAITS = ((600, 800), (640, 853), (720, 960), (680, 900))
LANDSCAPES = ((800, 600), (1000, 750), (900, 675), (960, 720))


def receipt(rng: Generator) -> Sheet:
    """A till receipt on a table: dense grey lines, items on the left, prices on the right."""
    width, height = words.pick(rng, PORTRAITS)
    ground = surfaces.wood if rng.random() < 0.5 else surfaces.cloth
    picture = ground(width, height, rng)
    slip = _receipt_slip(rng)
    frame = (width * 0.04, height * 0.02, width * 0.92, height * 0.96)
    picture.lay(slip, pose_in(slip, frame, rng, degrees=9, tilt=0.04), shadow=rng.uniform(4, 14))
    return picture


def _receipt_slip(rng: Generator) -> Sheet:
    items = words.ITEMS_CHINESE if rng.random() < 0.55 else words.ITEMS_LATIN
    bought = words.pick_some(rng, items, int(rng.integers(5, 9)))
    slip = surfaces.paper(520, 430 + 44 * len(bought) + int(rng.integers(40)), rng)
    grey = float(rng.uniform(45, 115))
    ink: Colour = (grey, grey, grey)
    _receipt_head(slip, ink, rng)
    first = len(slip.labels)
    y = _dashes(slip, 158, ink)
    size = rng.uniform(23, 27)
    for item in bought:
        y += 44
        slip.write(printed(item, size), (34, y), ink)
        slip.write(printed(f"x{rng.integers(1, 5)}", size), (343, y), ink, align=0.5)
        slip.write(printed(words.amount(rng), size), (486, y), ink, align=1)
    smeared = int(rng.integers(first, len(slip.labels)))
    _receipt_foot(slip, _dashes(slip, y + 24, ink), ink, rng)
    if rng.random() < 0.6:
        slip.spoil(smeared, rng)
    surfaces.fade(slip, rng)
    return slip


def _receipt_head(slip: Sheet, ink: Colour, rng: Generator) -> None:
    shop, address = words.pick(rng, words.SHOPS)
    slip.write(printed(shop, 35, "sans", 650), (260, 62), ink, align=0.5)
    slip.write(printed(address, 21), (260, 98), ink, align=0.5)
    moment = f"2024-0{rng.integers(1, 10)}-1{rng.integers(10)} {rng.integers(10, 22)}:{rng.integers(10, 60)}"
    slip.write(printed(moment, 21), (34, 140), ink)
    slip.write(printed(f"No.{words.digits(rng, 6)}", 21), (486, 140), ink, align=1)


def _receipt_foot(slip: Sheet, y: float, ink: Colour, rng: Generator) -> None:
    slip.write(printed(words.pick(rng, words.TOTALS), 30, "sans", 700), (34, y + 48), ink)
    slip.write(printed("¥" + words.amount(rng, 2400), 30, "sans", 700), (486, y + 48), ink, align=1)
    slip.write(printed(words.pick(rng, words.THANKS), 22), (260, y + 98), ink, align=0.5)
    _barcode(slip, (90, y + 120, 340, 52), ink, rng)
    slip.write(printed(words.digits(rng, 13), 20), (260, y + 196), ink, align=0.5)


def _dashes(sheet: Sheet, y: float, colour: Colour) -> float:
    for x in range(34, sheet.width - 40, 14):
        cv2.line(sheet.image, (x, round(y)), (x + 8, round(y)), colour, 2, cv2.LINE_AA)
    return y


def _barcode(sheet: Sheet, box: tuple[float, float, float, float], colour: Colour, rng: Generator) -> None:
    x, y, width, height = (round(v) for v in box)
    end = x + width
    while x < end - 8:
        bar = int(rng.integers(1, 5))
        cv2.rectangle(sheet.image, (x, y), (x + bar - 1, y + height), colour, cv2.FILLED)
        x += bar + int(rng.integers(2, 6))


def document(rng: Generator) -> Sheet:
    """A form with paragraphs, a signature and a round red seal over them."""
    width, height = words.pick(rng, PORTRAITS)
    picture = surfaces.wood(width, height, rng)
    page = surfaces.paper(660, 880, rng, (232, 240, 244))
    black: Colour = (50, 46, 46)
    cv2.rectangle(page.image, (22, 22), (637, 857), (150, 150, 160), 2)
    title, subtitle = words.pick(rng, words.DOCUMENTS)
    page.write(printed(title, 46, "sans", 800), (330, 100), black, align=0.5)
    page.write(printed(subtitle, 24, "sans", 500), (330, 140), black, align=0.5)
    page.write(printed(f"编号: {words.digits(rng, 8)}", 22), (600, 190), black, align=1)
    y = 200.0
    for line in words.pick_some(rng, words.PARAGRAPHS, 6):
        y += 52
        page.write(printed(line, rng.uniform(25, 28)), (60, y), black)
        cv2.line(page.image, (58, round(y) + 14), (602, round(y) + 14), (175, 170, 165), 1)
    page.write(printed(words.pick(rng, words.COMPANIES), 26), (60, y + 80), black)
    page.write(printed("签名:", 24), (60, y + 140), black)
    page.write(handwritten(words.pick(rng, words.SIGNATURES), 44, rng), (140, y + 146), (120, 60, 40))
    page.write(printed(f"2024年{rng.integers(1, 13)}月{rng.integers(1, 29)}日", 24), (60, y + 196), black)
    small_print = words.pick(rng, ("Form 12-B rev. 3 all rights reserved", "本表未经许可不得复制"))
    page.write(printed(small_print, 11).unreadable, (60, 838), (140, 140, 140))
    page.spoil(len(page.labels) - 1, rng)
    _seal(page, (rng.uniform(470, 510), y + rng.uniform(150, 175)), rng)
    picture.show(page, (8, 8, width - 16, height - 16), rng, degrees=5, tilt=0.03, shadow=6)
    return picture


def _seal(page: Sheet, centre: tuple[float, float], rng: Generator) -> None:
    """A round red seal: the company around a star, what it is for below it."""
    red: Colour = (rng.uniform(40, 70), rng.uniform(40, 70), rng.uniform(190, 225))
    radius, turned = 112, rng.uniform(-14, 14)
    at = np.array(centre)
    strength = rng.uniform(0.6, 0.85)
    stamp = np.zeros((2 * radius + 8, 2 * radius + 8), np.uint8)
    cv2.circle(stamp, (radius + 4, radius + 4), radius, 255, 6, cv2.LINE_AA)
    spokes = np.deg2rad(turned - 90 + 36 * np.arange(10))
    reach = np.where(np.arange(10) % 2 == 0, 30, 12)[:, None]
    star = reach * np.column_stack([np.cos(spokes), np.sin(spokes)]) + radius + 4
    cv2.fillPoly(stamp, [star.astype(np.int32)], 255, cv2.LINE_AA)
    left, top = at.astype(int) - radius - 4
    part = page.image[top : top + len(stamp), left : left + len(stamp)]
    weight = stamp[..., None].astype(np.float32) * (strength / 255)
    part[:] = (part * (1 - weight) + np.array(red, np.float32) * weight).astype(np.uint8)
    name = words.pick(rng, words.COMPANIES)
    for character, angle in zip(name, np.linspace(-112, 112, len(name)), strict=True):
        turn = np.deg2rad(angle + turned)
        place = at + (radius - 25) * np.array([np.sin(turn), -np.cos(turn)])
        ink = printed(character, 28, "uni")
        page.write_centred(ink, tuple(place), red, degrees=angle + turned, opacity=strength)
    turn = np.deg2rad(turned)
    low = at + 54 * np.array([-np.sin(turn), np.cos(turn)])
    ink = printed(words.pick(rng, words.SEAL_NAMES), 23, "uni")
    page.write_centred(ink, tuple(low), red, degrees=turned, opacity=strength)


def notebook(rng: Generator) -> Sheet:
    """Handwriting between the lines of a notebook, one line crossed out."""
    width, height = words.pick(rng, LANDSCAPES)
    picture = surfaces.wood(width, height, rng)
    page = surfaces.paper(900, 690, rng, (228, 240, 244))
    pitch = int(rng.integers(62, 74))
    for y in range(100, 680, pitch):
        cv2.line(page.image, (0, y), (900, y), (215, 195, 170), 2)
    cv2.line(page.image, (86, 0), (86, 690), (170, 165, 225), 2)
    colour = words.pick(rng, (((130, 60, 30)), (60, 50, 50), (40, 40, 150)))
    rows = range(100, 680, pitch)
    for y, text in zip(rows, words.pick_some(rng, words.NOTES, len(rows)), strict=True):
        ink = handwritten(text, rng.uniform(34, 42), rng)
        pen = (106 + rng.uniform(0, 60), y - rng.uniform(3, 10))
        page.write(ink, pen, colour, degrees=rng.uniform(-1.6, 0.8))
        if rng.random() < 0.45 and ink.advance < 380:
            ink = handwritten(words.digits(rng, 4), 36, rng)
            page.write(ink, (640, y - 6), colour, degrees=rng.uniform(-4, 2))
    _scribble_over(page, int(rng.integers(len(page.labels))), colour, rng)
    picture.show(page, (6, 6, width - 12, height - 12), rng, degrees=4, tilt=0.035, shadow=8)
    return picture


def _scribble_over(page: Sheet, index: int, colour: Colour, rng: Generator) -> None:
    """Cross out what label ``index`` covers until nobody can read it: ``###``."""
    label = page.labels[index]
    top_left, top_right, low_right, low_left = label.quad.astype(np.float64)
    steps = np.linspace(0, 1, int(np.linalg.norm(top_right - top_left) / 5) + 4)[:, None]
    upper, lower = top_left + steps * (top_right - top_left), low_left + steps * (low_right - low_left)
    swing = rng.uniform(0.0, 0.25, steps.shape)
    down = np.arange(len(steps))[:, None] % 2 == 1
    line = np.where(down, lower - swing * (lower - upper), upper + swing * (lower - upper))
    cv2.polylines(page.image, [line.astype(np.int32)], False, colour, 4, cv2.LINE_AA)
    page.labels[index] = label.with_transcription("###")


def sticky_notes(rng: Generator) -> Sheet:
    """Six notes on a board, in several hands."""
    width, height = words.pick(rng, LANDSCAPES)
    ground = surfaces.cloth if rng.random() < 0.5 else surfaces.plaster
    picture = ground(width, height, rng)
    tints = ((110, 235, 250), (190, 180, 250), (170, 235, 180), (240, 215, 160), (120, 190, 250))
    columns, rows = 3, 2
    texts = words.pick_some(rng, words.NOTES, columns * rows * 2)
    for cell in range(columns * rows):
        slip = surfaces.board(340, 320, words.pick(rng, tints), 160, 7, rng)
        colour: Colour = words.pick(rng, ((60, 50, 45), (130, 60, 30), (50, 50, 140)))
        for line, text in enumerate(_wrapped(texts[2 * cell]) + _wrapped(texts[2 * cell + 1])):
            ink, pen = _fitting(text, 300, rng), (20 + rng.uniform(0, 12), 70 + 68 * line)
            slip.write(ink, pen, colour, degrees=rng.uniform(-4, 3))
        x, y = cell % columns * width / columns, cell // columns * height / rows
        frame = (x + 8, y + 8, width / columns - 16, height / rows - 16)
        picture.show(slip, frame, rng, degrees=14, tilt=0.03, shadow=5)
    return picture


def _wrapped(text: str) -> list[str]:
    """``text`` in at most two lines of which none is too long for a sticky note."""
    if len(text) < 13 or " " not in text:
        return [text]
    gaps = [place for place, character in enumerate(text) if character == " "]
    middle = min(gaps, key=lambda place: abs(place - len(text) / 2))
    return [text[:middle], text[middle + 1 :]]


def _fitting(text: str, room: float, rng: Generator) -> Ink:
    """``text`` by hand, as large as the ``room`` to write allows."""
    size = min(44.0, 1.7 * room / sum(2.0 if ord(c) > 0x2E80 else 1.05 for c in text))
    return handwritten(text, size, rng)


def package(rng: Generator) -> Sheet:
    """A box of food: a brand, a table of facts, and a date jetted on in dots, often the wrong way up."""
    width, height = words.pick(rng, LANDSCAPES)
    ground = surfaces.wood if rng.random() < 0.5 else surfaces.plaster
    picture = ground(width, height, rng)
    back, front = words.pick(
        rng,
        (((70, 120, 40), (225, 240, 235)), ((45, 60, 190), (240, 240, 240)), ((190, 150, 90), (250,) * 3),
         ((90, 190, 235), (50, 50, 110)), ((150, 175, 200), (50, 60, 90)), ((225, 225, 220), (120, 60, 30))),
    )  # fmt: skip
    box = surfaces.board(840, 600, back, 220, 10, rng)
    brand, about = words.pick(rng, words.BRANDS)
    box.write(printed(brand, 84, "sans", 800), (44, 120), front)
    box.write(printed(about, 36, "italic", 500), (48, 182), front)
    cv2.rectangle(box.image, (44, 236), (404, 560), (242, 244, 244), cv2.FILLED)
    for row, (name, value) in enumerate(words.pick_some(rng, words.FACTS, 5)):
        y = 282 + 54 * row
        box.write(printed(name, 29), (62, y), (60, 56, 56))
        box.write(printed(value, 29), (386, y), (60, 56, 56), align=1)
        cv2.line(box.image, (58, y + 15), (390, y + 15), (150, 150, 150), 1)
    small_print = printed("Best before: see side. Store dry and cool.", 10).unreadable
    box.write(small_print, (60, 548), (120, 120, 120))
    box.spoil(len(box.labels) - 1, rng)
    _date_code(box, back, rng)
    picture.show(box, (6, 6, width - 12, height - 12), rng, degrees=10, tilt=0.06, shadow=10)
    return picture


def _date_code(box: Sheet, back: Colour, rng: Generator) -> None:
    """Two or three lines of dots on the bare board, turned like the belt it ran on."""
    day = f"{rng.integers(2024, 2027)}.{rng.integers(1, 13):02d}.{rng.integers(1, 29):02d}"
    lines = [
        day,
        f"EXP {rng.integers(1, 29):02d}/{rng.integers(1, 13):02d}/26",
        f"LOT {words.digits(rng, 5)}, {rng.integers(1, 9)}B",
    ]
    lines = lines[: int(rng.integers(2, 4))]
    colour: Colour = (50, 45, 45) if sum(back) > 330 else (235, 235, 235)
    degrees = float(words.pick(rng, (0, 180, 90, 270))) + rng.uniform(-3, 3)
    pitch = rng.uniform(3.1, 4.0)
    turn = np.deg2rad(degrees)
    down = np.array([-np.sin(turn), np.cos(turn)])
    for row, line in enumerate(lines):
        centre = np.array([622.0, 345.0]) + (row - (len(lines) - 1) / 2) * 16 * pitch * down
        ink, opacity = dotted(line, pitch), rng.uniform(0.5, 0.9)
        box.write_centred(ink, tuple(centre), colour, degrees=degrees, opacity=opacity)
