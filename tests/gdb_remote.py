"""gdb_remote.py - speaks gdb's remote protocol to `orrery gdb --stdio`. For tests; needs no gdb."""
import os
import re
import subprocess


class Remote:
    """One connection. Sends and receives packets, checks sums, collects console output."""

    def __init__(self, *args):
        self.p = subprocess.Popen([os.environ["ORRERY"], "gdb", "--stdio", *args], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE)
        self.console = b""
        self.acks = True

    def raw(self, data):
        self.p.stdin.write(data)
        self.p.stdin.flush()

    def send(self, text):
        data = text if isinstance(text, bytes) else text.encode()
        self.raw(b"$" + data + b"#%02x" % (sum(data) & 255))
        if self.acks:
            ack = self.p.stdout.read(1)
            assert ack == b"+", ack

    def receive(self):
        while True:
            c = self.p.stdout.read(1)
            assert c == b"$", c
            body = b""
            while (c := self.p.stdout.read(1)) != b"#":
                assert c, "the end"
                body += c
            assert int(self.p.stdout.read(2), 16) == sum(body) & 255
            if self.acks:
                self.raw(b"+")
            body = re.sub(rb"}(.)", lambda m: bytes([m.group(1)[0] ^ 0x20]), body, flags=re.S)
            if body[:1] == b"O" and body != b"OK":
                self.console += bytes.fromhex(body[1:].decode())
                continue
            return body.decode("latin-1")

    def ask(self, text):
        self.send(text)
        return self.receive()

    def number(self, reg, size):
        return int.from_bytes(bytes.fromhex(self.ask(f"p{reg:x}"))[:size], "little")

    def monitor(self, command):
        self.console = b""
        reply = self.ask("qRcmd," + command.encode().hex())
        return reply, self.console.decode()

    def close(self):
        self.raw(b"$k#6b")
        self.p.stdin.close()
        self.p.wait(20)
        err = self.p.stderr.read().decode()
        self.p.stdout.close()
        self.p.stderr.close()
        return self.p.returncode, err
