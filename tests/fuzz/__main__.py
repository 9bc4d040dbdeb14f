"""`make fuzz`: the parsers under atheris, each in a process of its own; crashes are written below ``out/fuzz``.

    python -m tests.fuzz [SECONDS per target] [TARGET …]

A crash found becomes a line of ``REGRESSIONS`` in ``tests/test_fuzz.py``.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

OUT = Path("out/fuzz")


def decoded(words: Sequence[str], data: bytes) -> str:
    """Bytes of a fuzzer as text of the target's language: a byte from 128 picks a word, others are characters."""
    out = []
    for i, b in enumerate(data):
        out.append(words[(b - 128) % len(words)] if b >= 128 else chr(b) if b >= 9 else chr(0x4E00 + 256 * b + (data[i - 1] if i else 0)))
    return "".join(out)


def one(name: str, seconds: int) -> None:
    """This process from here on is the fuzzer of one target."""
    import atheris

    with atheris.instrument_imports(include=["extractors", "models", "pipeline", "validators"]):
        from tests.fuzz.targets import TARGETS, WORDS

    def run(data: bytes) -> None:
        TARGETS[name](decoded(WORDS[name], data))

    OUT.mkdir(parents=True, exist_ok=True)
    atheris.Setup(
        [sys.argv[0], f"-max_total_time={seconds}", "-max_len=96", f"-artifact_prefix={OUT}/{name}-", "-print_final_stats=1"], run
    )
    atheris.Fuzz()


def main() -> int:
    arguments = sys.argv[1:]
    if arguments[:1] == ["--one"]:
        one(arguments[1], int(arguments[2]))
        return 0
    from tests.fuzz.targets import TARGETS, WORDS

    seconds = next((int(a) for a in arguments if a.isdigit()), 3600)
    chosen = [a for a in arguments if a in TARGETS] or list(TARGETS)
    failed = []
    for name in chosen:
        done = subprocess.run(
            [sys.executable, "-m", "tests.fuzz", "--one", name, str(seconds)], capture_output=True, text=True, check=False
        )
        runs = next((line.split()[-1] for line in done.stderr.splitlines() if "number_of_executed_units" in line), "?")
        print(f"{name:<12} {seconds} s, {runs} inputs: {'no crash' if done.returncode == 0 else 'CRASH'}", flush=True)
        if done.returncode != 0:
            failed.append(name)
            print("\n".join(done.stderr.splitlines()[-40:]))
            for crash in sorted(OUT.glob(f"{name}-*")):
                print(f"  {crash}: {decoded(WORDS[name], crash.read_bytes())!r}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
