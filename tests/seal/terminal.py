"""Runs a command on a terminal of its own and answers its prompts.

Usage: terminal.py ANSWERS COMMAND…    ANSWERS are separated by |; prints what the terminal
showed, and exits as the command did.
"""

import os
import pty
import sys
import termios
import time

answers, command = sys.argv[1].split("|"), sys.argv[2:]
child, terminal = pty.fork()
if child == 0:
    os.execv(command[0], command)
shown = b""
while True:
    try:
        data = os.read(terminal, 4096)
    except OSError:  # the terminal is closed
        break
    if not data:
        break
    shown += data
    if answers and shown.rstrip(b"\r\n").endswith(b": "):
        # The prompt comes a moment before the echo is off; nobody types as fast as this program.
        # A question that is no secret is answered at once.
        for _ in range(0 if shown.endswith(b"yes: ") else 500):
            if not termios.tcgetattr(terminal)[3] & termios.ECHO:
                break
            time.sleep(0.01)
        os.write(terminal, answers.pop(0).encode() + b"\n")
        shown += b"\n"
_, status = os.waitpid(child, 0)
sys.stdout.buffer.write(shown)
sys.exit(os.waitstatus_to_exitcode(status))
