#!/usr/bin/env python3
"""docs/DEBUGGER.md lists the commands and settings that there are, as the program's own help tells them.
UPDATE=1 writes the lists anew (`make update-session`)."""
import os, re, subprocess, sys

src, orrery = os.environ["SRCDIR"], os.environ["ORRERY"]
path = os.path.join(src, "docs", "DEBUGGER.md")


def debug(commands):
    p = subprocess.run([orrery, "debug", "-q", "-nx", "--cli", os.path.join(src, "tests", "session", "sum.s")],
                       input=commands.encode(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120)
    return p.stdout.decode("utf-8")


def cell(text):
    return text.replace("|", "\\|").replace("<", "&lt;")


def commands():
    lines, names = [], []
    for line in debug("help all\n").splitlines():
        m = re.match(r"([^,]+?)((?:, \S+)*) -- (.*)", line)
        if m:
            names.append(m.group(1))
            lines.append((m.group(1), m.group(2)[2:], m.group(3)))
        elif line:
            lines.append(line.rstrip("."))
    text = debug("".join(f"echo <<{n}>>\\n\nhelp {n}\n" for n in names))
    usage = {n: re.search(r"<<" + re.escape(n) + r">>\n.*?^Usage: (.*?)$", text, re.M | re.S).group(1) for n in names}
    out = []
    for x in lines:
        if isinstance(x, str):
            out += ["", f"### {x}", "", "| command | short | |", "|---|---|---|"]
        else:
            out.append(f"| `{cell(usage[x[0]])}` | {cell(x[1])} | {cell(x[2])} |")
    return len(names), "\n".join(out).strip() + "\n"


def settings():
    text = debug("help set\n").split("List of settings:\n\n")[1]
    rows = [line.split(" -- ", 1) for line in text.splitlines() if " -- " in line]
    return len(rows), "| setting | |\n|---|---|\n" + "".join(f"| `{n}` | {cell(h)} |\n" for n, h in rows)


def main():
    text, results = open(path, encoding="utf-8").read(), []
    print("1..2")
    for name, make in (("commands", commands), ("settings", settings)):
        count, want = make()
        m = re.search(f"(<!-- {name}: begin -->\n)(.*?)(<!-- {name}: end -->)", text, re.S)
        ok = bool(m) and count > 20 and m.group(2) == want
        if m and os.environ.get("UPDATE") == "1":
            text = text[:m.start(2)] + want + text[m.end(2):]
            open(path, "w", encoding="utf-8").write(text)
            ok = True
        results.append(ok)
        print(f"{'ok' if ok else 'not ok'} {len(results)} - the {count} {name}")
    sys.exit(not all(results))


main()
