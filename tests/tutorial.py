#!/usr/bin/env python3
"""Does what README.md, docs/TUTORIAL*.md and docs/ADDING-*.md say, step by step, in an empty directory.

Fenced blocks of a document: `yaml FILE` and `asm FILE` are written to FILE; in `console` blocks a line that starts with
"$ " is run by the shell, the lines below it are what it must print (both streams). `...` stands for any text, alone on
a line for any number of lines.

A block `diff FILE` changes FILE: its lines with "-" and " " must be there once, those with "+" and " " take their place.
TUTORIAL.md begins in a directory with the example programs, README.md in one with `run` and `programs/`.

A block `debugger` is what the reader does in the debugger, with a screen: `$ orrery debug ARGUMENTS` starts it, a line
`(orrery) COMMAND` is typed to it, other lines are keys to press. A block `screen WIDTHxHEIGHT` is what it then shows, and
nothing else leads there; the screen is drawn after every step. Blanks at the ends of lines do not count. With
UPDATE_SCREENS=1 the screens in the document are written anew."""
import glob, os, re, shlex, shutil, subprocess, sys

SRC, ORRERY = os.environ["SRCDIR"], os.environ["ORRERY"]
count = failed = 0
HAS_SCREEN = b"--screen" in subprocess.run([ORRERY, "debug", "--help"], stdout=subprocess.PIPE).stdout


def report(ok, what, detail=""):
    global count, failed
    count += 1
    failed += not ok
    print(f"{'ok' if ok else 'not ok'} {count} - {what}")
    if not ok:
        for line in detail.split("\n")[:40]:
            print("#   " + line)


def pattern(lines):
    """The regular expression for what a command must print."""
    out = ""
    for line in lines:
        if line == "...":
            out += r"(?:.*\n)*?"
        else:
            out += ".*".join(re.escape(part) for part in line.split("...")) + r"\n"
    return re.compile(out + r"\n*\Z")


def commands(text):
    """[(command, [expected lines])] of a console block."""
    steps = []
    for line in text.rstrip("\n").split("\n"):
        if line.startswith("$ "):
            steps.append((line[2:], []))
        else:
            steps[-1][1].append(line)
    return steps


def run(command, where):
    script = f'orrery() {{ "{ORRERY}" "$@"; }}; {command}'
    p = subprocess.run(["bash", "-c", script], cwd=where, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                       stderr=subprocess.STDOUT, timeout=120)
    return p.returncode, p.stdout.decode("utf-8", "replace")


def change(path, body):
    """Does a `diff` block to a file. None, or why not."""
    lines = body.split("\n")[:-1]
    old, new = ("".join(l[1:] + "\n" for l in lines if l[:1] in (sign, " ")) for sign in "-+")
    with open(path, encoding="utf-8") as f:
        text = f.read()
    if text.count(old) != 1:
        return f"is there {text.count(old)} times:\n{old}"
    with open(path, "w", encoding="utf-8") as f:
        f.write(text.replace(old, new))
    return None


class Debugger:
    """The debugger of one document. Each screen is made from the start of the program, by all steps since then."""

    def __init__(self, where):
        self.where, self.arguments, self.steps = where, None, []

    def follow(self, body):
        """Takes the steps of a `debugger` block. None, or which line is none."""
        for line in body.splitlines():
            if line.startswith("$ "):
                words = shlex.split(line[2:])
                if words[1:2] != ["debug"]:
                    return line
                self.arguments, self.steps = words[2:], []
            elif self.arguments is None:
                return line
            elif line.startswith("(orrery) "):
                self.steps.append(line[len("(orrery) "):])
            else:
                self.steps += ["tui key " + key for key in line.split()]
        return None

    def show(self, size):
        """What the screen shows; None and an error if there is none."""
        if self.arguments is None:
            return None, "no `debugger` block leads to it"
        line = [ORRERY, "debug", "-q", "-nx", "-batch", "--screen", size, *self.arguments[:-1]]
        for step in ["save-display screen.txt", *self.steps]:
            line += ["-ex", step, "-ex", "save-display screen.txt"]
        p = subprocess.run([*line, self.arguments[-1]], cwd=self.where, stdin=subprocess.DEVNULL,
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120)
        path = os.path.join(self.where, "screen.txt")
        if not os.path.exists(path):
            return None, p.stdout.decode("utf-8", "replace")
        with open(path, encoding="utf-8") as f:
            text = "".join(l.rstrip() + "\n" for l in f).rstrip("\n") + "\n"
        os.remove(path)
        return text, ""


def furnish(where, name):
    """What a document expects to find where it begins."""
    place = {"TUTORIAL.md": where, "README.md": os.path.join(where, "programs")}.get(name)
    os.makedirs(place or where)
    for program in glob.glob(os.path.join(SRC, "programs", "*.s")) if place else []:
        shutil.copy(program, place)
    if name == "README.md":
        os.symlink(ORRERY, os.path.join(where, "run"))


def document(path):
    global count
    name = os.path.basename(path)
    where = os.path.join(os.getcwd(), "tutorial-" + name + ".dir")
    shutil.rmtree(where, ignore_errors=True)
    furnish(where, name)
    text = open(path, encoding="utf-8").read()
    debugger, updated = Debugger(where), text
    for block in re.finditer(r"^```([^\n`]+)\n(.*?)^```$", text, re.M | re.S):
        info, body = block.groups()
        words = info.split()
        if words[0] == "screen" and not HAS_SCREEN:
            count += 1
            print(f"ok {count} - {name}: {info} # SKIP built without the screen")
        elif words[0] == "screen":
            found, error = debugger.show(words[1]) if len(words) == 2 else (None, "hidden commands")
            report(found == body, f"{name}: {info}", error or f"is:\n{found}")
            shift = len(updated) - len(text)
            if found:
                updated = updated[:block.start(2) + shift] + found + updated[block.end(2) + shift:]
        elif words == ["debugger"]:
            wrong = debugger.follow(body)
            report(wrong is None, f"{name}: {body.splitlines()[0]} ...", f"no step: {wrong}")
        elif words[0] == "diff":
            error = change(os.path.join(where, words[1]), body)
            report(error is None, f"{name}: {info}", error or "")
        elif len(words) == 2:
            with open(os.path.join(where, words[1]), "w", encoding="utf-8") as f:
                f.write(body)
        elif words == ["console"]:
            for command, expected in commands(body):
                status, out = run(command, where)
                fine = status < 125 and pattern(expected).match(out)
                report(bool(fine), f"{name}: {command}", f"status {status}\n{out}")
    if updated != text and os.environ.get("UPDATE_SCREENS"):
        with open(path, "w", encoding="utf-8") as f:
            f.write(updated)
    shutil.rmtree(where, ignore_errors=True)


for path in sorted(sum((glob.glob(os.path.join(SRC, p)) for p in ("README.md", "docs/TUTORIAL*.md", "docs/ADDING-*.md")), [])):
    document(path)
print(f"1..{count}")
sys.exit(failed > 0)
