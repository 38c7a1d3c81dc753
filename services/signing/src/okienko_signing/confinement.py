"""Locks this process in before it reads a file from outside: little memory, no network, no other program, one folder.

Each wall is the kernel's own and stays for good: resource limits, a network namespace with nothing in it, a filter of
system calls (seccomp) and file rules (Landlock). Where a kernel or container forbids one of the last three, the others
stand; seccomp alone keeps the network shut wherever Linux runs on x86-64 or ARM64. Where both seccomp and Landlock are
missing, no film is read (`transcoding`) unless `OKIENKO_SIGNING_UPLOADS_CONFINED=false` says so.
"""

import ctypes
import errno
import os
import platform
import resource
import struct
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from okienko_signing.recording_errors import UnconfinedError

CPU_SECONDS: Final = 3600
PRIVATE_BYTES: Final = 1_500_000_000
ADDRESS_BYTES: Final = 4_000_000_000
"""Shared libraries and what is set aside but never touched count here too: 0.9 GB before the first picture."""
FILE_BYTES: Final = 600_000_000
OPEN_FILES: Final = 64

_libc = ctypes.CDLL(None, use_errno=True)

_PR_SET_NO_NEW_PRIVS: Final = 38
_PR_SET_SECCOMP: Final = 22
_SECCOMP_MODE_FILTER: Final = 2
_LANDLOCK_VERSION: Final = 1
_CLONE_NEWUSER: Final = 0x10000000
_CLONE_NEWNET: Final = 0x40000000

_AUDIT_ARCH: Final = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
# What a decoder never needs and whoever breaks into one wants first: x86-64's number, ARM64's (None: it has no such call).
_FORBIDDEN: Final[dict[str, tuple[int, int | None]]] = {
    "socket": (41, 198), "socketpair": (53, 199), "connect": (42, 203), "bind": (49, 200), "listen": (50, 201),
    "accept": (43, 202), "accept4": (288, 242), "sendto": (44, 206), "sendmsg": (46, 211), "sendmmsg": (307, 269),
    "execve": (59, 221), "execveat": (322, 281), "fork": (57, None), "vfork": (58, None), "ptrace": (101, 117),
    "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "pidfd_getfd": (438, 438), "kill": (62, 129),
    "tkill": (200, 130), "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51),
    "unshare": (272, 97), "setns": (308, 268), "bpf": (321, 280), "perf_event_open": (298, 241), "keyctl": (250, 219),
    "add_key": (248, 217), "request_key": (249, 218), "userfaultfd": (323, 282), "io_uring_setup": (425, 425),
    "init_module": (175, 105), "finit_module": (313, 273), "kexec_load": (246, 104), "open_by_handle_at": (304, 265),
    "setuid": (105, 146), "setgid": (106, 144), "symlink": (88, None), "symlinkat": (266, 36), "link": (86, None),
    "linkat": (265, 37),
}  # fmt: skip

_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_READ_FILE, _READ_DIR, _EXECUTE = 1 << 2, 1 << 3, 1 << 0
_ALL_OF_FIRST_ABI: Final = (1 << 13) - 1


def offered() -> dict[str, bool]:
    """Say which of Landlock ("files") and seccomp ("calls") this machine offers, and raise neither."""
    # A kernel that takes filters reads the one that is not there before it asks who may set it.
    _libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, None, 0, 0)
    takes_filters = ctypes.get_errno() == errno.EFAULT
    return {
        "files": _libc.syscall(_LANDLOCK_CREATE, None, ctypes.c_size_t(0), _LANDLOCK_VERSION) > 0,
        "calls": platform.machine() in _AUDIT_ARCH and takes_filters,
    }


def lack_of(walls: Mapping[str, bool], *, must_be_confined: bool) -> str:
    """Return what an intruder in the decoder gains where walls are missing, and what to do; empty where both stand."""
    match walls["files"], walls["calls"]:
        case False, False if must_be_confined:
            return str(UnconfinedError())
        case False, False:
            return (
                "Uploaded films are read with no wall around their decoder. Allow the service seccomp filters or Landlock, "
                "then take OKIENKO_SIGNING_UPLOADS_CONFINED=false away."
            )
        case False, _:
            return (
                "Without Landlock an intruder in the decoder of uploads reads what this service reads, its keys too, but "
                "reaches no network. Use a kernel that has it (5.13 or later)."
            )
        case _, False:
            return (
                "Without seccomp an intruder in the decoder of uploads may reach the network and start programs. Allow the "
                "service seccomp filters, on x86-64 or ARM64."
            )
    return ""


def limit() -> None:
    """Set what the process may use; what it needs more of fails, and it alone."""
    for what, most in (
        (resource.RLIMIT_DATA, PRIVATE_BYTES),
        (resource.RLIMIT_AS, ADDRESS_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, FILE_BYTES),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (allowed, allowed))


def leave_the_network() -> bool:
    """Go into a network namespace of its own, in which there is nothing; must come before any thread is started.

    Returns:
        False where the machine forbids it.
    """
    return bool(_libc.unshare(_CLONE_NEWNET) == 0 or _libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0)


def forbid_files_but(readable: Sequence[Path], writable: Path) -> bool:
    """Let this process read these places and write into one folder, and see no other file (Landlock).

    Returns:
        False where the kernel has no Landlock.
    """
    handled = struct.pack("Q", _ALL_OF_FIRST_ABI)
    rules = _libc.syscall(_LANDLOCK_CREATE, handled, ctypes.c_size_t(len(handled)), 0)
    if rules < 0:
        return False
    try:
        for path in readable:
            rights = _READ_FILE if path.is_file() else _READ_FILE | _READ_DIR | _EXECUTE
            if path.exists():
                _allow(rules, path, rights)
        _allow(rules, writable, _ALL_OF_FIRST_ABI & ~_EXECUTE)
        _promise_no_privileges()
        return bool(_libc.syscall(_LANDLOCK_RESTRICT, rules, 0) == 0)
    finally:
        os.close(rules)


def forbid_calls() -> bool:
    """Refuse the network, other programs and other processes with EPERM from now on (seccomp).

    Returns:
        False where the machine is of another kind, or forbids filters.
    """
    machine = platform.machine()
    arch = _AUDIT_ARCH.get(machine)
    if arch is None:
        return False
    numbers = [pair[0] if machine == "x86_64" else pair[1] for pair in _FORBIDDEN.values()]
    program = _filter(arch, [number for number in numbers if number is not None])
    buffer = ctypes.create_string_buffer(program, len(program))
    head = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(buffer))
    _promise_no_privileges()
    return bool(_libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, head, 0, 0) == 0)


def places_of_python() -> list[Path]:
    """Return where the interpreter and its packages lie, for what is imported late."""
    found = {Path(entry).resolve() for entry in (*sys.path, sys.prefix, sys.base_prefix) if entry}
    return sorted(path for path in {*found, Path("/usr"), Path("/lib"), Path("/lib64"), Path("/etc/localtime")})


def _allow(rules: int, path: Path, rights: int) -> None:
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        with suppress(OSError):
            rule = struct.pack("=Qi", rights, descriptor)
            if _libc.syscall(_LANDLOCK_ADD, rules, 1, rule, 0):
                raise OSError(ctypes.get_errno(), str(path))
    finally:
        os.close(descriptor)


def _promise_no_privileges() -> None:
    _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def _filter(arch: int, forbidden: Sequence[int]) -> bytes:
    """Return a BPF program over `struct seccomp_data`: number at 0, architecture at 4."""
    load, jump_equal, jump_at_least, answer = 0x20, 0x15, 0x35, 0x06
    allow, kill, refuse = 0x7FFF0000, 0x80000000, 0x00050000 | errno.EPERM
    count = len(forbidden)
    lines = [
        (load, 0, 0, 4),
        (jump_equal, 1, 0, arch),
        (answer, 0, 0, kill),
        (load, 0, 0, 0),
        # The x32 calls of x86-64 are the same calls by other numbers.
        (jump_at_least, 0, 1, 0x40000000),
        (answer, 0, 0, kill),
        *((jump_equal, count - place, 0, number) for place, number in enumerate(forbidden)),
        (answer, 0, 0, allow),
        (answer, 0, 0, refuse),
    ]
    return b"".join(struct.pack("HBBI", *line) for line in lines)
