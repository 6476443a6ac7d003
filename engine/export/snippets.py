"""How an exported file is used: code to copy, and the README beside the file."""

from __future__ import annotations

from pathlib import Path

from engine import __version__
from engine.db.models import PLAIN, DetectSettings, ModelInfo
from engine.export.options import ExportOptions
from engine.export.profiles import find_profile

_README = """\
# @FILE@

@NAME@@SOURCE@. Made by QuadTune @VERSION@.
由 QuadTune @VERSION@ 导出的文本检测模型。

| | |
|---|---|
| profile 用途 | @PROFILE@ |
| input 输入 | `@INPUT@`, float32, (@BATCH@, 3, @SIDES@), @ORDER@, @NORMALISATION@ |
| output 输出 | @OUTPUT@ |
| numbers 精度 | @PRECISION@ |
| settings 参数 | thresh @THRESH@, box_thresh @BOX_THRESH@, unclip_ratio @UNCLIP@ |
| long side it was tuned for 调优所用长边 | @LONG_SIDE@ |
| dataset 数据集 | @DATASET@ |
| Hmean | @HMEAN@ |

```python
@CODE@```
"""

_OUTPUTS = {
    "boxes": "`boxes` (N, 8): corners in pixels of the input, clockwise from the top left; `scores` (N,). "
    "Settings can be given as inputs `thresh`, `box_thresh`, `unclip_ratio`",
    "map": "`probability` (N, 1, H, W), 0 to 1",
    "flat_map": "`map` (H, W), 0 to 1",
    "logits": "`logits` (N, 1, H, W), before the sigmoid",
}


def snippet(path: Path, options: ExportOptions, info: ModelInfo) -> str:
    """Python that uses the exported file ``path``."""
    width, height = options.size
    settings = info.settings
    return _filled(
        find_profile(options.profile).example,
        MODEL=repr(path.as_posix()),
        PATH=path.as_posix(),
        WIDTH=width,
        HEIGHT=height,
        SIDES="the file takes no other size"
        if options.takes_one_size
        else "any multiples of 32; larger finds smaller text",
        LONG_SIDE=max(options.size) if options.takes_one_size else settings.long_side,
        **_thresholds(settings),
    )


def readme(path: Path, options: ExportOptions, info: ModelInfo, hmean: float | None) -> str:
    """Markdown to put beside the file ``path``; ``hmean`` is the file's own if it was measured."""
    profile, settings = find_profile(options.profile), info.settings
    width, height = options.size
    norm = profile.normalisation
    reached = info.hmean if hmean is None else hmean
    return _filled(
        _README,
        FILE=path.name,
        NAME=info.name,
        SOURCE=f", {info.source}" if info.source else "",
        VERSION=__version__,
        PROFILE=profile.name,
        INPUT=profile.input,
        BATCH="1" if profile.one_picture else "N",
        SIDES=f"{height}, {width}"
        if options.takes_one_size
        else f"H, W: multiples of 32, made for {height}, {width}",
        ORDER=norm.order,
        NORMALISATION="/ 255" if norm == PLAIN else f"(/ 255 - {norm.mean}) / {norm.std}",
        OUTPUT=_OUTPUTS[profile.output],
        PRECISION=options.precision,
        **_thresholds(settings),
        LONG_SIDE=settings.long_side,
        DATASET=info.dataset or "–",
        HMEAN="–" if reached is None else f"{reached:.3f}",
        CODE=snippet(Path(path.name), options, info),
    )


def _thresholds(settings: DetectSettings) -> dict[str, str]:
    return {
        "THRESH": f"{settings.thresh:g}",
        "BOX_THRESH": f"{settings.box_thresh:g}",
        "UNCLIP": f"{settings.unclip_ratio:g}",
    }


def _filled(template: str, **values: object) -> str:
    for name, value in values.items():
        template = template.replace(f"@{name}@", str(value))
    return template
