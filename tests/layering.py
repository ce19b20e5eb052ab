"""layering.py - the laws that can be read off the source text.

Includes point only downwards and name their layer; a .c file includes its own header first; and no line of C
knows an instruction set: names of instruction sets, instructions and registers belong to isa/*.yaml."""
import os
import re
import sys

LAYERS = "main cli tui debug observe machine timing exec mem asm isa base".split()
NAMES = re.compile(
    r"riscv|risc-v|\brv(32|64|32i|64i)\b|\bmips|6502|65c02|sm83|\by86|\blc-?3\b|\becall|\bebreak|\baddi|\bjalr?\b"
    r"|\bmret\b|\bsret\b|\blui\b|\bauipc|\bmstatus|\bmtvec|\bx0\b|\bx1\b|\$zero", re.I)
COMMENT_OR_STRING = re.compile(r"/\*.*?\*/|//[^\n]*|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", re.S)
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.M)


def without_comments(text):
    """Comments become blanks (newlines stay, so that line numbers do); strings stay."""
    def keep(m):
        s = m.group(0)
        return re.sub(r"[^\n]", " ", s) if s.startswith("/") else s
    return COMMENT_OR_STRING.sub(keep, text)


def sources(top):
    """(layer, path below top, text without comments) of every file of ours."""
    for root in ("src", "tui"):
        for folder, _, files in sorted(os.walk(os.path.join(top, root))):
            for name in sorted(files):
                if not name.endswith((".c", ".h")):
                    continue
                path = os.path.relpath(os.path.join(folder, name), top)
                parts = path.split(os.sep)
                layer = "tui" if root == "tui" else "main" if len(parts) == 2 else parts[1]
                with open(os.path.join(top, path), encoding="utf-8") as f:
                    yield layer, path, without_comments(f.read())


def include_problems(layer, path, text):
    includes = INCLUDE.findall(text)
    for inc in includes:
        target = inc.split("/")[0]
        if inc == "config.h":
            continue
        if target not in LAYERS or "/" not in inc:
            yield f'"{inc}" does not name its layer'
        elif LAYERS.index(target) < LAYERS.index(layer):
            yield f'"{inc}" points upwards'


def order_problems(layer, path, text, headers):
    header = path[:-1] + "h"
    own = header[len("src/"):] if header.startswith("src/") else header
    if path.endswith(".c") and header in headers:
        first = re.search(r'^\s*#\s*include\s+["<]([^">]+)', text, re.M)
        if not first or first.group(1) != own:
            yield f'the first include is not "{own}"'


def name_problems(layer, path, text):
    for number, line in enumerate(text.split("\n"), 1):
        m = NAMES.search(line)
        if m and not INCLUDE.match(line):
            yield f"line {number}: '{m.group(0)}': {line.strip()}"


def main():
    files = list(sources(os.environ.get("SRCDIR", ".")))
    headers = {path for _, path, _ in files if path.endswith(".h")}
    checks = [
        ("includes point downwards", include_problems),
        ("a file's own header comes first", lambda l, p, t: order_problems(l, p, t, headers)),
        ("no C knows an instruction set", name_problems),
    ]
    print(f"1..{len(checks) + 1}")
    print(("ok" if len(files) > 10 else "not ok") + f" 1 - {len(files)} files found")
    for number, (title, check) in enumerate(checks, 2):
        problems = [f"{p}: {text}" for l, p, t in files for text in check(l, p, t)]
        print(("not ok" if problems else "ok") + f" {number} - {title}")
        for p in problems:
            print("# " + p)
    return 0


sys.exit(main())
