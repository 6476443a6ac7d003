"""What a device is asked to compute in."""

from __future__ import annotations

import pytest
import torch

from engine.device.devices import choose_device, computes_in_bfloat16, describe_device
from engine.errors import InputError

CPU = torch.device("cpu")


@pytest.mark.parametrize(
    ("has", "expected"), [({}, False), ({"avx512_bf16": True}, True), ({"amx_bf16": True}, True)]
)
def test_processors_that_have_it_compute_in_bfloat16(
    monkeypatch: pytest.MonkeyPatch, has: dict[str, bool], expected: bool
) -> None:
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: has, raising=False)
    assert computes_in_bfloat16(CPU) == expected


def test_an_older_torch_computes_in_float32(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(torch.cpu, "get_capabilities", raising=False)
    assert not computes_in_bfloat16(CPU)


def test_a_device_that_is_not_there_is_told() -> None:
    with pytest.raises(InputError, match="cannot be used"):
        choose_device("cuda:99" if torch.cuda.is_available() else "cuda")
    with pytest.raises(InputError, match="cannot be used"):
        choose_device("quantum")


@pytest.mark.parametrize(("threads", "text"), [(1, "CPU, 1 thread"), (2, "CPU, 2 threads")])
def test_the_processor_is_named_with_its_threads(
    threads: int, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch, "get_num_threads", lambda: threads)
    assert describe_device(CPU) == text
