#!/usr/bin/env python3
"""The plain prompt on a terminal: questions, Ctrl-C, the end of input, pages."""
import os, pty, select, signal, sys, time

src, orrery = os.environ["SRCDIR"], os.path.abspath(os.environ["ORRERY"])
program = os.path.join(os.path.abspath(src), "tests", "session", "sum.s")
count = 0


class Prompt:
    """A debugger on a terminal of its own. Ends with the block."""

    def __init__(self, *options):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update(HOME="/nonexistent", XDG_CONFIG_HOME="/nonexistent", XDG_STATE_HOME="/nonexistent",
                              TERM="dumb", INPUTRC="/dev/null")
            os.execv(orrery, [orrery, "debug", "-q", "-nx", "--cli", *options, program])
        self.seen = self.until("(orrery) ")

    def until(self, text):
        """What is printed up to a text, or for half a minute."""
        got, end = "", time.time() + 30
        while text not in got and time.time() < end:
            if select.select([self.fd], [], [], 0.2)[0]:
                try:
                    got += os.read(self.fd, 4096).decode().replace("\r", "")
                except OSError:  # the other side has ended
                    break
        return got

    def type(self, keys, until="(orrery) "):
        os.write(self.fd, keys.encode())
        return self.until(until)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.fd)


def check(ok, name, why=""):
    global count
    count += 1
    print(f"{'ok' if ok else 'not ok'} {count} - {name}")
    if not ok:
        print("".join(f"# {line}\n" for line in str(why).splitlines()), end="")


try:
    os.close(pty.openpty()[0])
except OSError:
    print("1..0 # SKIP no terminals here")
    sys.exit(0)

with Prompt() as p:
    p.type("break loop\n")
    question = p.type("delete\n", "(y or n) ")
    got = p.type("\x03")
    check("Quit\n" in got and "Breakpoint" not in got, "Ctrl-C at a question quits the command", question + got)
    check("loop" in p.type("info breakpoints\n"), "which has done nothing")
    p.type("kill\n", "(y or n) ")
    got = p.type("\x03")
    check("Quit\n" in got and "confirmed" not in got, "and says so once", got)
    p.type("delete\n", "(y or n) ")
    check("answer y or n" in p.type("what\n", "(y or n) "), "what is no answer is asked again")
    p.type("n\n")
    check("loop" in p.type("info breakpoints\n"), "n is no")
    p.type("delete\n", "(y or n) ")
    got = p.type("\x04")
    check("EOF [assumed Y]" in got, "the end of input is yes, as in gdb", got)
    check("No breakpoints" in p.type("info breakpoints\n"), "and counts as that")
    check("$1 = 3" in p.type("print 1+2\n"), "the prompt goes on")

print(f"1..{count}")
