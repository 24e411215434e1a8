import os
import pty
import select
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path

from rich.console import Console

from adapters.terminal import chat
from bot.model import Notice, Reply, Request

SESSION = """
import os
os.open(os.ttyname(0), os.O_RDWR)  # the first terminal that a new session opens is the one whose ctrl-C it gets
from rich.console import Console
from adapters.terminal import chat
from bot.model import Notice

def handle(request):
    if request.text == "slow":
        raise KeyboardInterrupt
    return Notice(f"answer to {request.text}")

chat(handle, Console())
print("the end")
"""


PROMPT = "onrecord> "
PATIENCE = 30
"""Seconds after which a terminal that stays silent is given up."""

CTRL_C = b"\x03"
AGAIN = 1.0
"""Seconds after which ctrl-C is pressed again where nothing happens: readline misses one that comes before it waits."""


def echo(request: Request) -> Reply:
    return Notice(f"answer to {request.text}")


def piped(lines: str) -> str:
    console = Console(file=StringIO(), width=80)
    with console.capture() as capture:
        chat(echo, console, StringIO(lines))
    return capture.get()


def typed(*turns: tuple[str, bytes]) -> str:
    """What a person sees at a real terminal who waits for some words, then presses some keys, and so on."""
    keyboard, terminal = pty.openpty()
    running = subprocess.Popen(
        [sys.executable, "-c", SESSION],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        cwd=Path(__file__).parents[1],
        env={**os.environ, "TERM": "dumb"},
        start_new_session=True,
    )
    os.close(terminal)
    seen, pressed = b"", b""
    try:
        for words, keys in turns:
            seen += _until(keyboard, words.encode(), pressed)
            os.write(keyboard, keys)
            pressed = keys
        seen += _until(keyboard, b"the end", pressed)
    finally:
        running.kill()
        running.wait()
        os.close(keyboard)
    return seen.decode()


def _until(keyboard: int, words: bytes, pressed: bytes) -> bytes:
    seen, given_up = b"", time.monotonic() + PATIENCE
    while words not in seen:
        assert time.monotonic() < given_up, f"no {words!r} after {seen!r}"
        if select.select([keyboard], [], [], AGAIN)[0]:
            try:
                seen += os.read(keyboard, 4096)
            except OSError:  # the other end is closed
                break
        elif pressed == CTRL_C:
            os.write(keyboard, CTRL_C)
    return seen


def test_piped_commands_are_answered_without_a_prompt() -> None:
    assert piped("who Ann\nhelp") == "answer to who Ann\n\nanswer to help\n\n"


def test_blank_lines_and_remarks_are_skipped() -> None:
    assert piped("\n# a remark\n   \nhelp\n") == "answer to help\n\n"


def test_quit_ends_a_pipe_too() -> None:
    assert piped("help\nquit\nwho Ann\n") == "answer to help\n\n"
    assert piped("/exit\nhelp\n") == ""


def test_a_terminal_is_told_what_to_try_and_prompted() -> None:
    seen = typed((PROMPT, b"who Ann\r"), (PROMPT, b"quit\r"))
    assert seen.index("Try “who NAME”") < seen.index(PROMPT)
    assert "answer to who Ann" in seen
    assert seen.count(PROMPT) >= 2


def test_ctrl_c_clears_the_line_and_ctrl_d_ends() -> None:
    seen = typed((PROMPT, b"who No"), ("who No", CTRL_C), (PROMPT, b"who Ann\r"), (PROMPT, b"\x04"))
    assert "answer to who Ann" in seen
    assert "answer to who No" not in seen
    assert "Traceback" not in seen
    assert "the end" in seen


def test_ctrl_c_gives_up_a_slow_command_only() -> None:
    seen = typed((PROMPT, b"slow\r"), (PROMPT, b"who Ann\r"), (PROMPT, b"\x04"))
    assert "answer to who Ann" in seen
    assert "Traceback" not in seen
