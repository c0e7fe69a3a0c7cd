"""A slow line, made on loopback: between the program's terminal and the one who types stands a relay that lets so many
bytes a second through and delays each way by half the round trip. The program's side is read only as fast as the line takes it, so that what it
writes too much fills the terminal's own buffer, as on a serial line.
"""
import os
import select
import socket
import threading
import time

BYTES = 960  # a second: 9,600 baud, 8 bits and two around them
TRIP = 0.3
PIECE = 16  # bytes that go through at once


class SlowLine:
    def __init__(self, master):
        server = socket.create_server(("127.0.0.1", 0))
        self.near = socket.create_connection(server.getsockname())
        self.far, _ = server.accept()
        server.close()
        for s in (self.near, self.far):
            s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.master, self.running = master, True
        self.thread = threading.Thread(target=self.relay, daemon=True)
        self.thread.start()

    def relay(self):
        down, up, free = [], [], 0.0  # (when due, bytes); when the line takes more
        while self.running:
            now = time.monotonic()
            while down and down[0][0] <= now:
                self.far.sendall(down.pop(0)[1])
            while up and up[0][0] <= now:
                os.write(self.master, up.pop(0)[1])
            dues = [q[0][0] for q in (down, up) if q]
            watched = [self.far] + ([self.master] if now >= free else [])
            if now < free:
                dues.append(free)
            wait = min(dues) - now if dues else 0.2
            ready, _, _ = select.select(watched, [], [], max(0, min(wait, 0.2)))
            now = time.monotonic()
            if self.far in ready:
                keys = self.far.recv(4096)
                if not keys:
                    return
                up.append((now + TRIP / 2, keys))
            if self.master in ready:
                try:
                    data = os.read(self.master, PIECE)
                except OSError:
                    return
                free = max(free, now - PIECE / BYTES) + len(data) / BYTES
                down.append((max(now, free) + TRIP / 2, data))

    def collect(self, start, gap=0.6, least=3):
        """(seconds from `start` to the last byte, bytes)."""
        last, size = None, 0
        self.near.settimeout(least)
        while True:
            try:
                data = self.near.recv(65536)
            except TimeoutError:
                break
            if not data:
                break
            last, size = time.monotonic(), size + len(data)
            self.near.settimeout(gap)
        return (last - start if last else None), size

    def press(self, keys):
        start = time.monotonic()
        self.near.sendall(keys)
        return self.collect(start)

    def hold(self, key, count, pause):
        """A key held down: (seconds from the last repeat to the last byte, bytes)."""
        for _ in range(count):
            self.near.sendall(key)
            time.sleep(pause)
        return self.collect(time.monotonic() - pause)

    def end(self):
        self.running = False
        self.thread.join(2)
        self.near.close()
        self.far.close()


def measure(table, plan, home, programs, replaced, others):
    """A row down, a digit, a live change, and a key held for three seconds."""
    guatu = programs.Guatu(plan, home)
    for program in [guatu] + others:
        terminal = program.open()
        line = SlowLine(terminal.master)
        took, size = line.collect(time.monotonic(), gap=1)
        table.add("slow open", program.name, (took, size, 0) if took else None)
        for step in program.rounds["down"].before:
            line.press(step)
        for key in (programs.DOWN, programs.UP) * 2:
            table.add("slow down", program.name, (*line.press(key), 0))
        took, size = line.hold(programs.DOWN, 15, 0.25)
        table.add("slow hold", program.name, (took, size, 0) if took else None)
        if program is guatu:
            line.press(programs.HOME)
            line.press(b"1")
            for key in (b"4", b".", b"9"):
                table.add("slow digit", program.name, (*line.press(key), 0))
            line.press(programs.ESC)
            replaced.replace()
            table.add("slow reload", program.name, (*line.collect(time.monotonic()), 0))
        line.end()
        terminal.end()
