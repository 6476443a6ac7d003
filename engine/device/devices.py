"""Choosing where torch computes."""

from __future__ import annotations

import torch

from engine.errors import InputError, Message


def choose_device(name: str = "auto") -> torch.device:
    """``auto`` is the first CUDA device when there is one, else the CPU.

    Raises `InputError` when ``name`` is no device of this machine.
    """
    if name == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        device = torch.device(name)
        torch.empty(1, device=device)
    except (RuntimeError, AssertionError) as error:
        cards = [f"cuda:{index}" for index in range(torch.cuda.device_count())]
        raise InputError(
            Message(
                "The device '{name}' cannot be used: {reason}", name=name, reason=str(error).splitlines()[0]
            ),
            remedy=Message("Choose one of: {there}.", there=", ".join(("auto", "cpu", *cards))),
        ) from error
    return device


def memory_format(device: torch.device) -> torch.memory_format:
    """The layout in which convolutions are fastest: channels last on CUDA's tensor cores.

    On a CPU without AVX-512 the backward pass of a 3×3 convolution took three times as long in that layout
    (2 × 64 × 160 × 160, torch 2.15: 0.33 s against 0.11 s).
    """
    return torch.channels_last if device.type == "cuda" else torch.contiguous_format


def computes_in_bfloat16(device: torch.device) -> bool:
    """Whether the device computes in bfloat16 itself: half the memory traffic and faster convolutions.

    float16 is never used: its range is too small for the loss of DB, which became infinite for others.
    """
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    # Newer than the oldest torch we work with; without it the CPU computes in float32.
    capabilities: dict[str, object] = getattr(torch.cpu, "get_capabilities", dict)()
    return bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"))


def describe_device(device: torch.device) -> str:
    """For people: ``NVIDIA H100 80 GB``, ``CPU, 1 thread`` or ``CPU, 4 threads``."""
    if device.type == "cuda":
        properties = torch.cuda.get_device_properties(device)
        return f"{properties.name} {properties.total_memory / 2**30:.0f} GB"
    threads = torch.get_num_threads()
    return f"CPU, {threads} thread{'' if threads == 1 else 's'}"
