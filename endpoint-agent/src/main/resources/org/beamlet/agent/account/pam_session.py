"""Opens a PAM session for an account, runs one program in it as that account, and closes it.

    pam_session.py SERVICE USER UID GID GROUPS -- PROGRAM ARGUMENTS...

Started by root, with the program's standard input. Exit status: the program's; 128 + N after signal N;
77 where PAM refuses the account or the session.
"""

import ctypes
import ctypes.util
import os
import signal
import sys

SUCCESS = 0
CONVERSATION_FAILED = 19
ESTABLISH, DELETE = 0x2, 0x4
TERMINAL = 3  # PAM_TTY
SILENT = 0x8000
PARENT_DEATH_SIGNAL = 1  # prctl


class Conversation(ctypes.Structure):
    _fields_ = [("ask", ctypes.c_void_p), ("data", ctypes.c_void_p)]


# Nobody is there to be asked: a rule that wants a password ends the start.
ASK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)
silent = ASK(lambda *_: CONVERSATION_FAILED)


def refuse(what):
    print("error: " + what, flush=True)
    os._exit(77)


class Pam:
    def __init__(self, service, user):
        self.lib = ctypes.CDLL(ctypes.util.find_library("pam") or "libpam.so.0")
        self.lib.pam_strerror.restype = ctypes.c_char_p
        self.lib.pam_getenvlist.restype = ctypes.POINTER(ctypes.c_char_p)
        self.handle = ctypes.c_void_p()
        self.service = service
        conversation = Conversation(ctypes.cast(silent, ctypes.c_void_p), None)
        self.kept = conversation
        self.check("pam_start", self.lib.pam_start(
            service.encode(), user.encode(), ctypes.byref(conversation), ctypes.byref(self.handle)))
        self.call("pam_set_item", ctypes.c_int(TERMINAL), ctypes.c_char_p(b"beamlet"))

    def check(self, what, status):
        if status != SUCCESS:
            why = self.lib.pam_strerror(self.handle, status)
            refuse("the account may not have a session here: %s of PAM's service %s says %s; ask the endpoint's owner"
                   % (what, self.service, (why or b"").decode(errors="replace")))

    def call(self, what, *arguments):
        self.check(what, getattr(self.lib, what)(self.handle, *arguments))

    def environment(self):
        pairs, listed, at = {}, self.lib.pam_getenvlist(self.handle), 0
        while listed and listed[at]:
            name, _, value = listed[at].decode(errors="surrogateescape").partition("=")
            pairs[name] = value
            at += 1
        return pairs

    def close(self):
        self.lib.pam_close_session(self.handle, SILENT)
        self.lib.pam_setcred(self.handle, DELETE | SILENT)
        self.lib.pam_end(self.handle, SUCCESS)


def become(uid, gid, groups):
    os.setgroups(groups)
    os.setresgid(gid, gid, gid)
    os.setresuid(uid, uid, uid)
    if os.getresuid() != (uid,) * 3 or os.getresgid() != (gid,) * 3 or uid == 0:
        refuse("root's rights could not be given up")
    try:
        os.setuid(0)
    except PermissionError:
        return
    refuse("root's rights can be had again")


def main():
    service, user, uid, gid, groups, dashes = sys.argv[1:7]
    program = sys.argv[7:]
    assert dashes == "--" and program
    pam = Pam(service, user)
    pam.call("pam_acct_mgmt", ctypes.c_int(SILENT))
    os.setgroups([int(group) for group in groups.split(",")])
    pam.call("pam_setcred", ctypes.c_int(ESTABLISH | SILENT))
    pam.call("pam_open_session", ctypes.c_int(SILENT))
    # What PAM sets is the site's; what the agent is known by stays.
    kept = {name: os.environ[name] for name in ("BEAMLET_HOME", "HOME", "USER", "LOGNAME") if name in os.environ}
    environment = {**os.environ, **pam.environment(), **kept}
    # Rules of sessions may add groups to the process.
    granted = sorted(set(os.getgroups()) | {int(group) for group in groups.split(",")})
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        try:
            if 0 in granted:
                refuse("PAM adds the account to root's group")
            become(int(uid), int(gid), granted)
            # The agent ends with whoever would close its session.
            ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGTERM, 0, 0, 0)
            if os.getppid() != parent:
                os._exit(143)
            os.execvpe(program[0], program, environment)
        except OSError as fault:
            refuse("%s cannot be started: %s" % (program[0], fault))
        finally:
            os._exit(70)
    os.close(0)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda which, _: os.kill(child, which))
    _, status = os.waitpid(child, 0)
    pam.close()
    os._exit(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status))


main()
