"""Large blocks go back to the machine."""

import ctypes
import subprocess
import sys

import pytest

# Prints how many bytes of a block came from the machine directly, after another one was freed.
PROGRAM = """
import ctypes, sys
from okienko_common.allocator import give_back_large_blocks

class Info(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost".split()]

libc = ctypes.CDLL(None)
libc.mallinfo2.restype, libc.malloc.restype, libc.free.argtypes = Info, ctypes.c_void_p, [ctypes.c_void_p]
if sys.argv[1] == "with":
    give_back_large_blocks()
libc.free(libc.malloc(4_000_000))
before = libc.mallinfo2().hblkhd
libc.malloc(3_000_000)
print(libc.mallinfo2().hblkhd - before)
"""


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallinfo2"), reason="glibc alone keeps freed blocks in this way")
def test_a_large_block_is_the_machines_own_even_after_one_was_freed() -> None:
    taken = {
        way: int(subprocess.run([sys.executable, "-c", PROGRAM, way], capture_output=True, check=True).stdout)
        for way in ("with", "without")
    }
    assert taken["without"] == 0, "glibc no longer keeps freed blocks; the call can go"
    assert taken["with"] >= 3_000_000
