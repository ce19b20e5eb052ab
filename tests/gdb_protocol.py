"""gdb_protocol.py - gdb's remote protocol spoken by hand to `orrery gdb --stdio`: every packet, every sort of stop, and
nonsense. TAP. Needs no gdb."""
import os
import re
import socket
import subprocess
import sys

from gdb_remote import Remote

ORRERY, SRC = os.environ["ORRERY"], os.environ.get("SRCDIR", ".")
ELF32 = os.path.join(SRC, "tests/debug/elf/types-rv32-O0.elf")
ELF64 = os.path.join(SRC, "tests/debug/elf/types-rv64-O0.elf")
LOOP = "main: addi a0, a0, 1\n      j main\n"
PAIRS = "main: " + "".join(f"li a{i}, {i}\n" for i in range(8)) + "loop: j loop\n"
STORE = """main:   irmovq 5, %rax
        irmovq cell, %rbx
        rmmovq %rax, (%rbx)
        nop
loop:   jmp loop
        .data
cell:   .quad 0
"""
HELLO = os.path.join(SRC, "programs/hello.s")
results = []


def check(good, title, more=""):
    results.append(good)
    print(("ok" if good else "not ok") + f" {len(results)} - {title}")
    if not good and more != "":
        print("# " + str(more).replace("\n", "\n# "))


def symbol(elf, name):
    """Address of a symbol, read from the ELF file's table."""
    data = open(elf, "rb").read()
    wide = data[4] == 2
    num = lambda at, n: int.from_bytes(data[at:at + n], "little")
    shoff, shentsize, shnum = (num(40, 8), num(58, 2), num(60, 2)) if wide else (num(32, 4), num(46, 2), num(48, 2))
    sections = []
    for i in range(shnum):
        at = shoff + i * shentsize
        sections.append((num(at + 4, 4), num(at + 24, 8), num(at + 32, 8), num(at + 40, 4)) if wide
                        else (num(at + 4, 4), num(at + 16, 4), num(at + 20, 4), num(at + 24, 4)))
    for kind, off, size, link in sections:
        if kind != 2:
            continue
        names = sections[link][1]
        for at in range(off, off + size, 24 if wide else 16):
            start = names + num(at, 4)
            if data[start:data.index(b"\0", start)].decode() == name:
                return num(at + 8, 8) if wide else num(at + 4, 4)
    raise KeyError(name)


def greeting(r, elf):
    features = r.ask("qSupported:multiprocess+;swbreak+;hwbreak+")
    for want in ("PacketSize=4000", "QStartNoAckMode+", "qXfer:features:read+", "ReverseStep+", "ReverseContinue+",
                 "swbreak+", "hwbreak+", "vContSupported+"):
        if want not in features.split(";"):
            return False
    return r.ask("vMustReplyEmpty") == "" and r.ask("QStartNoAckMode") == "OK"


def target_xml(r):
    xml, at = "", 0
    while True:
        part = r.ask(f"qXfer:features:read:target.xml:{at:x},200")
        xml += part[1:]
        at += len(part) - 1
        if part[0] == "l":
            return xml


def session(elf, target, wide):
    size, mask = (8, "riscv:rv64") if wide else (4, "riscv:rv32")
    r = Remote(elf)
    check(greeting(r, elf), f"{target}: greeting")
    r.acks = False
    xml = target_xml(r)
    names = re.findall(r'<reg name="([^"]+)" bitsize="(\d+)"', xml)
    check(f"<architecture>{mask}</architecture>" in xml and "org.gnu.gdb.riscv.cpu" in xml and
          names[0] == ("x0", str(size * 8)) and names[32] == ("pc", str(size * 8)), f"{target}: description", xml)
    check(len(r.ask("g")) == 2 * sum(int(bits) // 8 for _, bits in names), f"{target}: all registers")
    check(r.ask("?").startswith("T05") and r.ask("qC") == "QC1" and r.ask("qfThreadInfo") == "m1" and
          r.ask("qsThreadInfo") == "l" and r.ask("Hg0") == "OK" and r.ask("qAttached") == "0",
          f"{target}: one thread, stopped")
    check(r.number(32, size) == symbol(elf, "_start"), f"{target}: pc is the entry")
    path = r.ask("qXfer:exec-file:read:1:0,fff")
    check(path[:1] == "l" and os.path.samefile(path[1:], elf), f"{target}: file", path)

    factorial, arr = symbol(elf, "factorial"), symbol(elf, "arr")
    check(r.ask(f"Z0,{factorial:x},2") == "OK" and "swbreak" in r.ask("vCont;c") and
          r.number(32, size) == factorial and r.number(10, size) == 3, f"{target}: breakpoint, argument 3")
    check("swbreak" in r.ask("c") and r.number(10, size) == 2, f"{target}: again, argument 2")
    check("swbreak" in r.ask("bc") and r.number(10, size) == 3, f"{target}: back to it, argument 3")
    here = r.ask("g")
    check(r.ask("s").startswith("T05") and r.ask("vCont;s:1").startswith("T05") and r.ask("g") != here and
          r.ask("bs").startswith("T05") and r.ask("bs").startswith("T05") and r.ask("g") == here,
          f"{target}: two steps there and back")
    check(r.ask(f"z0,{factorial:x},2") == "OK", f"{target}: breakpoint taken away")
    watched, value = f"{arr + 4:x}", lambda: r.ask(f"m{arr + 4:x},4")
    check(f"watch:{watched};" in (r.ask(f"Z2,{watched},4"), r.ask("c"))[1] and value() == "02000000",
          f"{target}: watchpoint, before the store, which gdb makes by a step")
    at = r.number(32, size)
    check("watch" not in r.ask("s") and value() == "06000000" and r.number(32, size) > at,
          f"{target}: the step makes the store, and stops no second time")
    check(f"watch:{watched};" in r.ask("bs") and value() == "06000000" and "watch" not in r.ask("bs") and
          value() == "02000000" and r.number(32, size) == at, f"{target}: the same backwards, step by step")
    check(f"watch:{watched};" in r.ask("c") and r.number(32, size) == at and "watch" not in r.ask("s") and
          "watch" not in r.ask("s") and f"watch:{watched};" in r.ask("bc") and value() == "06000000",
          f"{target}: the same backwards from further on")
    r.ask(f"z2,{watched},4")
    check(r.ask("bc") == "T05replaylog:begin;thread:1;" and r.number(32, size) == symbol(elf, "_start"),
          f"{target}: back to the beginning")
    check(r.ask(f"M{arr:x},4:11000000") == "OK" and r.ask(f"m{arr:x},4") == "11000000" and
          r.ask(b"X%x,4:\x01}\x03}\x5d\x00" % arr) == "OK" and r.ask(f"m{arr:x},4") == "01237d00",
          f"{target}: memory written, in hexadecimal and binary")
    old = r.ask("p5")
    check(r.ask("P5=" + "78563412" + "00" * (size - 4)) == "OK" and r.number(5, size) == 0x12345678 and
          r.ask("P0=" + "ff" * size) == "OK" and r.number(0, size) == 0 and r.ask("P5=" + old) == "OK",
          f"{target}: registers written")
    everything = r.ask("g")
    check(r.ask("G" + everything) == "OK" and r.ask("g") == everything, f"{target}: all registers written")
    check(r.ask(f"M{arr:x},4:01000000") == "OK" and r.ask("vCont;c") == "W00", f"{target}: the end")
    code, err = r.close()
    check(code == 0 and err == "", f"{target}: leaves", err)


def monitors():
    r = Remote(ELF32)
    r.acks = True
    reply, text = r.monitor("print 6 * 7")
    check(reply == "OK" and "= 42" in text, "monitor: an expression", (reply, text))
    reply, text = r.monitor("info pipeline")
    check(reply == "OK" and text.strip() != "", "monitor: the pipeline", (reply, text))
    reply, text = r.monitor("shell echo no")
    check("no\n" not in text, "monitor: not the host's shell", (reply, text))
    reply, text = r.monitor("nonsense")
    check("nonsense" in text, "monitor: unknown commands are said so", (reply, text))
    reply, text = r.monitor("define x")
    check("not available" in text and "= 1" in r.monitor("print 1")[1], "monitor: no commands of several lines", text)
    r.monitor("goto cycle 50")
    text = r.monitor("info stats")[1]
    check("not finished" in text and "limit" not in text, "monitor: a program that waits has met no limit", text)
    counters = [re.search(r"^%s +0x\w+ +(\d+)" % c, r.monitor("info registers " + c)[1]) for c in ("cycle", "time")]
    check(all(c and c.group(1) == "50" for c in counters), "monitor: counters count", counters)
    registers = re.findall(r'<reg name="(\w+)".*?regnum="(\d+)"', r.ask("qXfer:features:read:target.xml:0,3f00"))
    read = {name: r.number(int(number), 4) for name, number in registers}
    check(read.get("cycle") == 50 and read.get("instret", 0) > 0, "counters are registers", read)
    r.close()


def output_and_end():
    r = Remote("--stop-at-end", HELLO)
    check(r.ask("c") == "T05replaylog:end;thread:1;" and b"ello" in r.console, "output on gdb's console; stop at end",
          r.console)
    check(r.ask("bs").startswith("T05") and r.ask("c") == "T05replaylog:end;thread:1;" and r.ask("c") == "W00",
          "from the end back, and to the end")
    check(r.ask("!") == "OK" and r.ask("vRun;").startswith("T05") and r.ask("bc").startswith("T05replaylog:begin"),
          "runs again")
    r.close()


def interruption(folder):
    path = os.path.join(folder, "loop.s")
    with open(path, "w") as f:
        f.write(LOOP)
    r = Remote(path)
    r.send("c")
    r.raw(b"\x03")
    check(r.receive().startswith("T02"), "Ctrl-C stops an endless loop")
    r.raw(b"$c#63\x03")
    check(r.p.stdout.read(1) == b"+" and r.receive().startswith("T02"), "Ctrl-C may come together with the packet")
    for command in ("goto end", "continue", "goto instret 1000000000000"):
        r.send("qRcmd," + command.encode().hex())
        r.raw(b"\x03")
        check(r.receive() == "OK", f"Ctrl-C ends monitor {command}", r.console)
    r.raw(b"$qRcmd,676f746f20656e64#05\x03")
    check(r.p.stdout.read(1) == b"+" and r.receive() == "OK", "it may come together with the command")
    at = r.number(32, 4)
    check(r.ask(f"vCont;r{at:x},{at + 1:x}:1").startswith("T05") and r.number(32, 4) != at, "steps out of a range")
    r.send("qRcmd," + b"goto end".hex())
    r.p.stdin.close()
    check(r.p.wait(20) == 0, "a monitor command ends with the connection")
    r = Remote("--max-cycles", "1000", path)
    check(r.ask("c").startswith("T05"), "limits are kept")
    r.close()


def faults(folder):
    path = os.path.join(folder, "fault.s")
    with open(path, "w") as f:
        f.write("main: li a0, 1\n      lw a1, 0(zero)\n")
    r = Remote(path)
    check(r.ask("c").startswith("T0b") and r.number(10, 4) == 1 and r.ask("c") == "X0b", "a fault is SIGSEGV, then the end")
    r.close()


def pairs(folder):
    """Where two instructions retire together, a breakpoint at the second stops before both: no stop that gdb may
    take for one of a breakpoint that it has removed, and pass over."""
    path = os.path.join(folder, "pairs.s")
    with open(path, "w") as f:
        f.write(PAIRS)
    r = Remote("-m", "classic5-dual", path)
    main = r.number(32, 4)
    stops = []
    for at in range(main + 2, main + 16, 2): # from the start of the program, its first pair included
        r.ask(f"Z0,{at:x},2")
        stops.append((r.ask("c"), r.number(32, 4) - at))
        r.ask(f"z0,{at:x},2")
        r.ask("bc")
    check({d for _, d in stops} == {0, -2} and all(a.startswith("T05") and ("swbreak" in a) == (d == 0) for a, d in stops),
          "two that retire together", stops)
    r.close()


def after_the_access(folder):
    path = os.path.join(folder, "store.s")
    with open(path, "w") as f:
        f.write(STORE)
    r = Remote("-t", "y86-64", path)
    r.ask("s"), r.ask("s")
    cell = r.number(4, 8) # %rbx: behind pc, %rax, %rcx, %rdx
    r.ask(f"Z2,{cell:x},8")
    check(f"watch:{cell:x};" in r.ask("c") and r.ask(f"m{cell:x},1") == "05" and f"watch:{cell:x};" in r.ask("bc") and
          r.ask(f"m{cell:x},1") == "00", "watchpoints of an ISA whose gdb expects the stop after the access")
    r.close()


def nonsense():
    r = Remote(ELF32)
    bad = ["m", "m,", "m0", "m0,", "mzz,4", "m0,4", "M10000,4", "M10000,4:12", "M10000,ffffffff:00", "X10000,4:abc",
           "p", "pffff", "P0", "P0=", "P1=12", "G00", "Z0,,", "Z2,10000,0", "Z2,10000,ffffff", "z0,",
           "vCont;r1", "vCont;x", "cxyz", "qRcmd,zz", "qXfer:features:read:target.xml:zz,1", "QNonStop:1",
           "P" + "f" * 40 + "=00"]
    replies = {b: r.ask(b) for b in bad}
    wrong = {b: a for b, a in replies.items() if not a.startswith("E")}
    check(not wrong, "what makes no sense is refused", wrong)
    empty = {b: r.ask(b) for b in ["", "qFoo", "qCRC:10000,4", "vContinue", "vFile:open:00", "x", "bz", "qXfer:auxv:read::0,10", "vFoo", "Z9,0,1",
                                         "z5,0,1"]}
    check(not any(empty.values()), "what is not supported gets the empty answer", empty)
    r.raw(b"garbage\x03+++$m10000,4#00")
    check(r.p.stdout.read(1) == b"-", "a wrong sum is answered with -")
    r.raw(b"$m100$g#67")
    check(r.p.stdout.read(1) == b"+" and len(r.receive()) >= 33 * 8, "a packet whose end was lost")
    r.raw(b"$" + b"a" * 40000 + b"#%02x" % (40000 * ord("a") & 255))
    check(r.p.stdout.read(1) == b"+" and r.receive() == "E01", "a packet that is too long")
    many = [r.ask(f"Z0,{0x10000 + 2 * i:x},2") for i in range(600)]
    check(many[0] == "OK" and many[-1] == "E01", "breakpoints have a bound")
    r.raw(b"-")
    check(r.receive() == "E01", "- repeats the last answer")
    code, err = r.close()
    check(code == 0 and err == "", "and it lives", err)


def socket_only_local():
    p = subprocess.Popen([ORRERY, "gdb", "--port", "0", ELF32], stderr=subprocess.PIPE, text=True)
    line = p.stderr.readline()
    m = re.search(r"127\.0\.0\.1:(\d+)$", line.strip())
    check(m is not None, "waits at the loopback interface", line)
    s = socket.create_connection(("127.0.0.1", int(m.group(1))))
    s.sendall(b"$?#3f")
    got = b""
    while got.count(b"#") < 1 or len(got) < got.index(b"#") + 3:
        got += s.recv(100)
    check(got.startswith(b"+$T05"), "speaks through a socket", got)
    s.close()
    check(p.wait(20) == 0, "ends with the connection")
    p.stderr.close()


def refusals():
    for args, want in ((["--port", "70000", ELF32], "--port"), (["--listen", "nowhere", ELF32], "--listen"),
                       (["--trace", "retire=x", ELF32], "--trace"), (["--functional", ELF32], "--functional")):
        p = subprocess.run([ORRERY, "gdb", *args], capture_output=True, text=True, stdin=subprocess.DEVNULL)
        check(p.returncode == 125 and want in p.stderr or (p.returncode and want in p.stderr), f"refused: {args[0]}",
              p.stderr)


def main():
    import tempfile
    with tempfile.TemporaryDirectory(dir=".") as folder:
        session(ELF32, "rv32", False)
        session(ELF64, "rv64", True)
        monitors()
        output_and_end()
        interruption(folder)
        faults(folder)
        pairs(folder)
        after_the_access(folder)
        nonsense()
        socket_only_local()
        refusals()
    print(f"1..{len(results)}")
    return 0 if all(results) else 1


sys.exit(main())
