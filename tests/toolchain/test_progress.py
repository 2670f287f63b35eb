from __future__ import annotations

import io

from toolchain import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_log_gets_one_line_per_subject_and_quarter_of_a_minute() -> None:
    now = 0.0
    out = io.StringIO()
    say = progress.printer(out, clock=lambda: now)
    for now in (0.0, 1.0, 14.9, 15.0):
        say(f"building: {now} s")
    say("ready")
    assert out.getvalue() == "building: 0.0 s\nbuilding: 15.0 s\nready\n"


def test_a_terminal_gets_one_line_that_changes() -> None:
    out = Terminal()
    say = progress.printer(out)
    say("one")
    say("two")
    assert out.getvalue() == "\r\033[Kone\r\033[Ktwo"
