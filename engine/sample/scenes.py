"""Pictures of places: street signs, doors and shops with vertical text, book spines."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.random import Generator

from engine.sample import surfaces, words
from engine.sample.ink import Ink, column, printed, spaced
from engine.sample.sheet import Colour, Sheet, pose_in

SIZES = ((640, 480), (800, 600), (1000, 800), (960, 640))


def street(rng: Generator) -> Sheet:
    """Signs on poles before houses and sky, one of them too far away to read."""
    width, height = words.pick(rng, SIZES)
    picture = _town(width, height, rng)
    frames = [(0.03, 0.05, 0.52, 0.46), (0.60, 0.12, 0.37, 0.38), (0.30, 0.56, 0.40, 0.26)]
    for place, (x, y, w, h) in enumerate(frames):
        frame = (x * width, y * height, w * width, h * height)
        plate = _road_sign(rng) if place == 0 else _notice(rng)
        pose = pose_in(plate, frame, rng, degrees=18, tilt=0.09)
        _pole(picture, frame, rng)
        picture.lay(plate, pose, shadow=3)
    _far_sign(picture, (width * rng.uniform(0.04, 0.2), height * rng.uniform(0.62, 0.7)), rng)
    return picture


def _town(width: int, height: int, rng: Generator) -> Sheet:
    sky = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    above, below = np.array([225, 170, 120], np.float32), np.array([235, 228, 215], np.float32)
    colours = (above * (1 - sky) + below * sky) * rng.uniform(0.75, 1.05)
    picture = Sheet(width, height, np.broadcast_to(colours, (height, width, 3)))
    haze = surfaces.clouds(width, height, 180, rng)[..., None] * 12
    picture.image[:] = np.clip(picture.image + haze, 0, 255)
    ground = round(height * rng.uniform(0.8, 0.9))
    x = -10
    while x < width:
        wide = int(rng.integers(width // 7, width // 3))
        _house(picture, (x, int(rng.uniform(0.15, 0.6) * height), x + wide, ground), rng)
        x += wide
    road = surfaces.plaster(width, height - ground, rng, (105, 104, 102))
    picture.image[ground:] = road.image
    picture.image = cv2.GaussianBlur(picture.image, (0, 0), rng.uniform(0.8, 2.2))
    return picture


def _house(picture: Sheet, box: tuple[int, int, int, int], rng: Generator) -> None:
    left, top, right, low = box
    wall = rng.uniform(90, 190) + rng.uniform(-25, 25, 3)
    cv2.rectangle(picture.image, (left, top), (right, low), wall.tolist(), cv2.FILLED)
    glass = (wall * rng.uniform(0.4, 0.75)).tolist()
    step = int(rng.integers(26, 44))
    for y in range(top + 12, low - step, step):
        for x in range(left + 8, right - step // 2, step):
            cv2.rectangle(picture.image, (x, y), (x + step // 2, y + round(step * 0.62)), glass, cv2.FILLED)


def _pole(picture: Sheet, frame: tuple[float, float, float, float], rng: Generator) -> None:
    x, y, width, _ = (round(v) for v in frame)
    x += width // 2
    half = int(rng.integers(4, 8))
    for offset in range(-half, half + 1):
        light = 150 - 70 * abs(offset + half / 3) / half
        cv2.line(picture.image, (x + offset, y + 10), (x + offset, picture.height), (light, light, light), 1)


def _plate(width: int, height: int, colour: Colour, rng: Generator, border: Colour) -> Sheet:
    plate = surfaces.board(width, height, colour, 150, 9, rng)
    mask = Sheet(width - 16, height - 16)
    surfaces.rounded(mask, 16)
    surfaces.rounded(plate, 20)
    outline, _ = cv2.findContours(mask.alpha, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE, offset=(8, 8))
    cv2.drawContours(plate.image, outline, -1, border, 4, cv2.LINE_AA)
    return plate


def _road_sign(rng: Generator) -> Sheet:
    """A direction sign: two or three destinations, each in two languages, with an arrow."""
    white: Colour = (245, 245, 245)
    rows = words.pick_some(rng, words.ROADS, int(rng.integers(2, 4)))
    colour = words.pick(rng, ((150, 80, 20), (95, 120, 20), (60, 60, 60)))
    plate = _plate(620, 40 + 130 * len(rows), colour, rng, white)
    for row, (first, second) in enumerate(rows):
        top = 20 + 130 * row
        plate.write(printed(first, 54, "sans", 650), (130, top + 62), white)
        plate.write(printed(second, 32, "sans", 500), (130, top + 108), white)
        _arrow(plate, (70, top + 66), rng.choice([0, 90, 180, 270]), white)
        if rng.random() < 0.6:
            ink = printed(f"{rng.integers(1, 30)} km", 36, "sans", 600)
            plate.write(ink, (590, top + 108), white, align=1)
    return plate


def _arrow(plate: Sheet, centre: tuple[float, float], degrees: float, colour: Colour) -> None:
    turn = np.deg2rad(degrees)
    along = 34 * np.array([np.cos(turn), np.sin(turn)])
    start, end = ((np.array(centre) + way).astype(int).tolist() for way in (-along, along))
    cv2.arrowedLine(plate.image, start, end, colour, 10, cv2.LINE_AA, tipLength=0.45)


def _notice(rng: Generator) -> Sheet:
    back, front = words.pick(
        rng,
        (((60, 200, 245), (30, 30, 30)), ((45, 40, 190), (240, 240, 240)), ((240, 240, 236), (40, 40, 170)),
         ((235, 235, 235), (110, 60, 20)), ((70, 110, 30), (240, 245, 240))),
    )  # fmt: skip
    text = words.pick(rng, words.NOTICES)
    lines = [part.strip() for part in text.split(",")] if rng.random() < 0.4 else [text]
    wide = rng.random() < 0.4
    pitch = 46 if text.isascii() else 70
    inks = [
        spaced(line, 54, pitch, "sans", 700) if wide else printed(line, 58, "sans", 700) for line in lines
    ]
    plate = _plate(round(max(ink.advance for ink in inks)) + 70, 50 + 84 * len(inks), back, rng, front)
    for row, ink in enumerate(inks):
        plate.write(ink, (plate.width / 2, 84 + 84 * row), front, align=0.5)
    return plate


def _far_sign(picture: Sheet, at: tuple[float, float], rng: Generator) -> None:
    """A sign so far away that its text is a smudge."""
    ink = printed(words.pick(rng, words.NOTICES), 9, "sans", 600).unreadable
    plate = Sheet(round(ink.advance) + 10, 20, (225, 225, 225))
    plate.write(ink, (5, 14), (70, 70, 70))
    plate.spoil(0, rng)
    pose = np.array([[1, 0, at[0]], [0, 1, at[1]], [0, 0, 1]])
    x = round(at[0]) + plate.width // 2
    cv2.line(picture.image, (x, round(at[1])), (x, picture.height), (90, 90, 90), 3)
    picture.lay(plate, pose)


def couplets(rng: Generator) -> Sheet:
    """Spring couplets: a red strip on each side of a door and one across."""
    width, height = words.pick(rng, ((640, 800), (680, 850), (720, 900)))
    picture = surfaces.plaster(width, height, rng)
    left, right = round(width * 0.32), round(width * 0.68)
    leaf = surfaces.wood(right - left, round(height * 0.72), rng)
    picture.image[height - leaf.height :, left:right] = leaf.image
    middle = (left + right) // 2
    cv2.line(picture.image, (middle, height - leaf.height), (middle, height), (30, 35, 40), 4)
    first, second, across = words.pick(rng, words.COUPLETS)
    pitch = rng.uniform(1.2, 1.75)
    gold = words.pick(rng, ((60, 190, 235), (30, 30, 35)))
    for text, x in ((second, 0.05), (first, 0.71)):
        strip = _strip(column(text, 76, "uni", pitch=pitch), (44, 36, 188), gold, rng)
        frame = (width * x, height * 0.2, width * 0.24, height * 0.78)
        picture.show(strip, frame, rng, degrees=3, tilt=0.02, shadow=2)
    ink = column(words.pick(rng, words.HOUSE_NUMBERS), 40, "uni")
    number = _strip(ink, (130, 60, 20), (240, 240, 240), rng, room=12)
    picture.show(number, (width * 0.42, height * 0.42, width * 0.16, height * 0.24), rng, degrees=4, shadow=2)
    board = surfaces.board(420, 120, (44, 36, 188), 120, 9, rng)
    board.write_centred(printed(across, 76, "uni"), (210, 60), gold)
    frame = (width * 0.27, height * 0.04, width * 0.46, height * 0.15)
    picture.show(board, frame, rng, degrees=3, tilt=0.02, shadow=2)
    return picture


def _strip(ink: Ink, back: Colour, front: Colour, rng: Generator, room: int = 22) -> Sheet:
    """A strip of paper or board around one column of text."""
    width, height = ink.mask.shape[1] + 2 * room, ink.mask.shape[0] + 2 * room
    strip = surfaces.board(width, height, back, 120, 9, rng)
    strip.write_centred(ink, (width / 2, height / 2), front)
    return strip


def shops(rng: Generator) -> Sheet:
    """Vertical shop banners along a street, seen at an angle."""
    width, height = words.pick(rng, ((800, 640), (960, 720), (1000, 800)))
    picture = _town(width, height, rng)
    boards = (
        ((45, 40, 190), (70, 220, 250)), ((150, 70, 20), (245, 245, 245)), ((60, 200, 245), (40, 40, 150)),
        ((240, 240, 238), (40, 40, 40)), ((60, 110, 30), (240, 240, 240)),
    )  # fmt: skip
    for place, text in enumerate(words.pick_some(rng, words.BANNERS, 5)):
        back, front = words.pick(rng, boards)
        board = _strip(column(text, 70, "uni", pitch=rng.uniform(1.15, 1.7)), back, front, rng)
        cv2.rectangle(board.image, (5, 5), (board.width - 6, board.height - 6), front, 3)
        x = width * (0.02 + 0.196 * place)
        frame = (x, height * rng.uniform(0.03, 0.12), width * 0.17, height * rng.uniform(0.45, 0.62))
        picture.show(board, frame, rng, degrees=9, tilt=0.06, shadow=4)
    frame = (width * 0.2, height * 0.76, width * 0.55, height * 0.2)
    picture.show(_notice(rng), frame, rng, degrees=8, tilt=0.05, shadow=3)
    return picture


def shelf(rng: Generator) -> Sheet:
    """Book spines: Chinese titles downwards, Latin ones turned by a quarter."""
    width, height = words.pick(rng, ((800, 600), (900, 700), (1000, 760)))
    picture = surfaces.wood(width, height, rng)
    board = round(height * 0.92)
    chinese = words.pick_some(rng, words.BOOKS_CHINESE, len(words.BOOKS_CHINESE))
    latin = words.pick_some(rng, words.BOOKS_LATIN, len(words.BOOKS_LATIN))
    x = 14.0
    while x < width - 90:
        wide, tall = rng.uniform(62, 92), rng.uniform(0.66, 0.86) * height
        in_chinese = bool(chinese) and (rng.random() < 0.55 or not latin)
        title = (chinese if in_chinese else latin).pop() if chinese or latin else ""
        book = _spine(title, in_chinese, rng)
        picture.show(book, (x, board - tall, wide, tall), rng, degrees=1.5, tilt=0.012, shadow=3)
        x += wide + rng.uniform(1, 9)
    picture.image[board:] = surfaces.wood(width, height - board, rng).image
    return picture


def _spine(title: str, in_chinese: bool, rng: Generator) -> Sheet:
    tall = 660
    book = surfaces.board(96, tall, tuple(rng.uniform(25, 215, 3)), 200, 8, rng)
    round_back = 1 - 0.45 * np.linspace(-1, 1, 96, dtype=np.float32)[None, :, None] ** 4
    book.image[:] = (book.image * round_back).astype(np.uint8)
    dark = float(book.image.mean()) < 125
    colour: Colour = words.pick(rng, ((235, 235, 230), (120, 205, 235))) if dark else (35, 30, 40)
    for y in (40, 60, tall - 60):
        cv2.line(book.image, (0, y), (96, y), colour, 2)
    if in_chinese:
        ink = column(title, min(60.0, 470 / (1.1 * len(title))), "uni", pitch=1.12)
        book.write_centred(ink, (48, 320), colour)
    else:
        ink = printed(title, min(50.0, 850 / len(title)), "sans", int(rng.integers(400, 750)))
        book.write_centred(ink, (48, 320), colour, degrees=90)
    return book
