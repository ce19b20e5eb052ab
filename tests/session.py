#!/usr/bin/env python3
"""The debugger's commands: scripts with the output they must give, the same output after going back to the
beginning, and every command of the table in one of the scripts.

tests/session/x.dbg is typed line by line (so that errors do not end it); x.out is what comes out. The first line
says what to debug: `# debug: [options] program`. UPDATE=1 writes the .out files anew (`make update-session`)."""
import difflib, os, re, subprocess, sys

src, orrery = os.environ["SRCDIR"], os.environ["ORRERY"]
here = os.path.join(src, "tests", "session")
update = os.environ.get("UPDATE") == "1"
results = []


def check(ok, name, why=""):
    results.append(ok)
    print(f"{'ok' if ok else 'not ok'} {len(results)} - {name}")
    if not ok:
        print("".join(f"# {line}\n" for line in why.splitlines()), end="")


def debug(arguments, commands):
    env = dict(os.environ, HOME="/nonexistent", XDG_CONFIG_HOME="/nonexistent", TERM="dumb", OUT=os.getcwd())
    with open("debug-test.out", "w+b") as out:  # a file keeps both streams in order
        p = subprocess.run([orrery, "debug", "-q", "-nx", "--cli"] + arguments, input=commands.encode(), cwd=here,
                           stdout=out, stderr=subprocess.STDOUT, env=env, timeout=300)
        out.seek(0)
        text = out.read().decode("utf-8", "replace")
    return p.returncode, text


def difference(want, got):
    return "\n".join(list(difflib.unified_diff(want.splitlines(), got.splitlines(), "expected", "got",
                                               lineterm="", n=2))[:40])


def golden(name):
    script = open(os.path.join(here, name + ".dbg"), encoding="utf-8").read()
    arguments = re.match(r"# debug: (.*)\n", script).group(1).split()
    status, got = debug(arguments, "set trace-commands on\n" + script.replace("@OUT@", os.getcwd()))
    got = got.replace(os.getcwd(), "@OUT@") + f"[status {status}]\n"
    got = re.sub(r"uses \d+ KiB", "uses N KiB", got)
    expected = os.path.join(here, name + ".out")
    if update:
        open(expected, "w", encoding="utf-8").write(got)
    want = open(expected, encoding="utf-8").read() if os.path.exists(expected) else ""
    check(got == want, f"{name}.dbg", difference(want, got))
    return script


def every_command(scripts):
    """Each command of the table stands in one of the scripts, under its own name."""
    status, text = debug(["sum.s"], "help all\n")
    names = [re.split(r",| --", line)[0] for line in text.splitlines() if " -- " in line]
    lines = [line.strip() for s in scripts for line in s.splitlines()]
    missing = [n for n in names if not any(re.match(r"(pipe )?" + re.escape(n) + r"(?![\w-])", line) for line in lines)]
    check(len(names) > 150 and not missing, f"all {len(names)} commands are in the scripts",
          "missing: " + ", ".join(missing))


def there_and_back(path):
    """The same commands from the beginning, after going back there, and after journeys backwards."""
    script = open(os.path.join(here, path), encoding="utf-8").read()
    arguments = re.match(r"# debug: (.*)\n", script).group(1).split()
    body = f"source {path}\necho <<<>>>\\n\n"
    returns = ["goto begin", "delete\nreverse-continue",
               "delete\ncatch stall\nreverse-continue 5\ndelete\nreverse-continue"]
    status, got = debug(arguments, body + "".join(r + "\necho <<<>>>\\n\n" + body for r in returns))
    parts = [re.sub(r"(?i)(point|^\$)( ?)\d+", r"\1\2N", p.replace("done\n", ""), flags=re.M) for p in got.split("<<<>>>\n")[0::2]]
    check(len(parts) == 4 and len(parts[0]) > 500, f"{path}: four rounds", f"{len(parts)} parts\n" + got[:2000])
    for how, p in zip(returns, parts[1:]):
        check(p == parts[0], f"{path}: the same after \"{how.splitlines()[-2 if 'stall' in how else -1]}\"",
              difference(parts[0], p))


names = sorted(f[:-4] for f in os.listdir(here) if f.endswith(".dbg"))
every_command([golden(n) for n in names if not n.startswith("round-")])
for n in names:
    if n.startswith("round-"):
        there_and_back(n + ".dbg")
print(f"1..{len(results)}")
sys.exit(not all(results))
