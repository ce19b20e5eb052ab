#!/usr/bin/env python3
"""Documents name files and other documents: every one of them must exist."""
import glob, os, re, sys

src = os.environ["SRCDIR"]
count = failed = 0
documents = sorted(glob.glob(os.path.join(src, "docs", "*.md")) + glob.glob(os.path.join(src, "*.md")))
print(f"1..{len(documents)}")
for path in documents:
    text = re.sub(r"^```.*?^```", "", open(path, encoding="utf-8").read(), flags=re.M | re.S)
    here, missing = os.path.dirname(path), []
    for link in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", text):
        if not os.path.exists(os.path.join(here, link)):
            missing.append(link)
    for name in re.findall(r"(?<![\w/.\"-])((?:src|isa|machines|programs|tests|docs|tui)/[\w./-]*\.[A-Za-z]+)", text):
        placeholder = re.search(r"NAME|(^|[_/])x\.", name)
        if not placeholder and not os.path.exists(os.path.join(src, name)):
            missing.append(name)
    count += 1
    failed += bool(missing)
    print(f"{'not ok' if missing else 'ok'} {count} - {os.path.relpath(path, src)}")
    for name in sorted(set(missing)):
        print(f"#   no such file: {name}")
sys.exit(failed > 0)
