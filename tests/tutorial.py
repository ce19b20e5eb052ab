#!/usr/bin/env python3
"""Does what docs/TUTORIAL-*.md and docs/ADDING-*.md say, step by step, in an empty directory.

Fenced blocks of a document: `yaml FILE` and `asm FILE` are written to FILE; in `console` blocks a line that starts with
"$ " is run by the shell, the lines below it are what it must print (both streams). `...` stands for any text, alone on
a line for any number of lines."""
import glob, os, re, shutil, subprocess, sys

SRC, ORRERY = os.environ["SRCDIR"], os.environ["ORRERY"]
count = failed = 0


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


def document(path):
    name = os.path.basename(path)
    where = os.path.join(os.getcwd(), "tutorial-" + name + ".dir")
    shutil.rmtree(where, ignore_errors=True)
    os.makedirs(where)
    text = open(path, encoding="utf-8").read()
    for info, body in re.findall(r"^```([^\n`]+)\n(.*?)^```$", text, re.M | re.S):
        words = info.split()
        if len(words) == 2:
            with open(os.path.join(where, words[1]), "w", encoding="utf-8") as f:
                f.write(body)
        elif words == ["console"]:
            for command, expected in commands(body):
                status, out = run(command, where)
                fine = status < 125 and pattern(expected).match(out)
                report(bool(fine), f"{name}: {command}", f"status {status}\n{out}")
    shutil.rmtree(where, ignore_errors=True)


for path in sorted(sum((glob.glob(os.path.join(SRC, "docs", p)) for p in ("TUTORIAL-*.md", "ADDING-*.md")), [])):
    document(path)
print(f"1..{count}")
sys.exit(failed > 0)
