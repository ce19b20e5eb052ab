#!/usr/bin/env python3
# deadly.py - what a terminal gets when the screen is ended by a signal, byte by byte: the alternate screen is left
# once, and what is said about it comes after that.
import fcntl
import os
import pty
import resource
import select
import signal
import struct
import sys
import termios
import time

PATIENCE = 60.0
LEAVE = b"\x1b[?1049l"


def read_until(fd, text):
    """All bytes up to `text`, or to the end."""
    got, end = b"", time.monotonic() + PATIENCE
    while (text is None or text not in got) and time.monotonic() < end:
        if not select.select([fd], [], [], 0.1)[0]:
            continue
        try:
            more = os.read(fd, 65536)
        except OSError:  # the other side is gone
            break
        if not more:
            break
        got += more
    return got


def ended_by(number):
    """The bytes written after the signal, and how the program ended."""
    pid, fd = pty.fork()
    if pid == 0:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.environ.update(TERM="xterm-256color", HOME="/nonexistent", XDG_CONFIG_HOME="/nonexistent",
                          XDG_STATE_HOME="/nonexistent", INPUTRC="/dev/null")
        program = os.path.join(os.environ["SRCDIR"], "programs", "gcd.s")
        os.execv(os.environ["ORRERY"], [os.environ["ORRERY"], "debug", "-nx", "-q", program])
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    before = read_until(fd, b"help")
    os.kill(pid, number)
    after = read_until(fd, None)
    _, status = os.waitpid(pid, 0)
    os.close(fd)
    return before, after, status


def main():
    cases = [(signal.SIGTERM, b"terminated"), (signal.SIGHUP, b"hangup"), (signal.SIGQUIT, b"quit")]
    print(f"1..{len(cases)}")
    for i, (number, name) in enumerate(cases, 1):
        before, after, status = ended_by(number)
        leave, said = after.find(LEAVE), after.find(name)
        good = (b"help" in before and after.count(LEAVE) == 1 and said > leave >= 0
                and after.endswith(b"the terminal is as it was\r\n")
                and os.WIFSIGNALED(status) and os.WTERMSIG(status) == number)
        print(f"{'' if good else 'not '}ok {i} - {number.name}")
        if not good:
            print(f"# {after!r}, status {status}")


if not os.environ.get("ORRERY"):
    sys.exit("ORRERY is not set")
main()
