"""What a user asks of qsub: on the command line, and in the script's #PBS lines, which yield to it."""

import getopt
import os
import re
import shlex
import sys
from dataclasses import dataclass, field

from shims import pbs_site as site
from shims.pbs_site import Failure

OPTIONS = "a:A:c:C:e:fhIj:J:k:l:m:M:N:o:p:P:q:r:R:S:u:v:VW:Xz"
USAGE = """\
usage: qsub [-a date_time] [-A account_string] [-c interval]
\t[-C directive_prefix] [-e path] [-f ] [-h ] [-I [-X]] [-j oe|eo] [-J X-Y[:Z]]
\t[-k keep] [-l resource_list] [-m mail_options] [-M user_list]
\t[-N jobname] [-o path] [-p priority] [-P project] [-q queue] [-r y|n]
\t[-R o|e|oe] [-S path] [-u user_list] [-W otherattributes=value...]
\t[-v variable_list] [-V ] [-z] [script | -- command [arg1 ...]]
       qsub --version"""
NAME = re.compile(r"[A-Za-z0-9_+-][A-Za-z0-9_.+-]{0,235}")


@dataclass
class Request:
    options: dict = field(default_factory=dict)  # the last word of each
    resources: dict = field(default_factory=dict)
    variables: list = field(default_factory=list)

    def take(self, pairs):
        for option, value in pairs:
            if option in ("-I", "-J", "-C", "-X", "-a"):
                raise Failure(1, f"qsub: {option} is not imitated by this shim")
            if option == "-W" and value.split("=")[0] not in ("umask", "group_list"):
                raise Failure(1, f"qsub: -W {value.split('=')[0]} is not imitated by this shim")
            if option == "-N" and not NAME.fullmatch(value):
                raise Failure(2, "qsub: illegal -N value", USAGE)
            if option == "-l":
                self.resources |= resources(value)
            elif option == "-v":
                self.variables += [word for word in re.split(r",(?=\w+(?:=|,|$))", value) if word]
            else:
                self.options[option] = value


def parse(words):
    """Gives the request, the script's text and what is left to call it."""
    pairs, rest = read_options(words)
    if words[: len(words) - len(rest)][-1:] == ["--"]:
        raise Failure(1, "qsub: a command instead of a script is not imitated by this shim")
    if not rest:
        text, name = sys.stdin.read(), "STDIN"
    else:
        if not os.path.isfile(rest[0]):
            raise Failure(1, "qsub: script file:: No such file or directory")
        with open(rest[0], encoding="utf-8", errors="surrogateescape") as script:
            text, name = script.read(), os.path.basename(rest[0])
    request = Request()
    for directive in directives(text):
        request.take(read_options(directive)[0])
    request.take(pairs)
    request.options.setdefault("-N", re.sub(r"[^A-Za-z0-9_.+-]", "_", name))
    return request, text


def read_options(words):
    try:
        return getopt.getopt(words, OPTIONS)
    except getopt.GetoptError as e:
        raise Failure(2, f"qsub: invalid option -- '{e.opt}'", USAGE) from e


def directives(text):
    """They end at the first line that a shell would run."""
    for line in text.splitlines():
        line = line.strip()
        if line.startswith("#PBS"):
            yield shlex.split(line[4:], comments=True)
        elif line and not line.startswith(("#", ":")):
            return


def resources(text):
    found = {}
    # A value may have commas and equals signs of its own only within quotes, which the shell has taken away.
    for item in text.split(","):
        key, joined, value = item.partition("=")
        if key not in site.WHOLE:
            raise Failure(site.UNKNOWN_RESOURCE, f"qsub: Unknown resource: {key}")
        if not joined or (key in site.NUMBERS and not value.isdigit()):
            raise illegal(key)
        found[key] = value
    return found


def illegal(key):
    return Failure(site.BAD_VALUE, f"qsub: Illegal attribute or resource value Resource_List.{key}")


@dataclass(frozen=True)
class Chunks:
    count: int
    each: dict  # resources of one

    @property
    def text(self):
        return ":".join([str(self.count), *(f"{key}={value}" for key, value in self.each.items())])


def chunks(wanted):
    if "nodes" in wanted:
        if "select" in wanted or "place" in wanted:
            raise Failure(6, "qsub: Cannot be used with select or place: nodes")
        count, _, more = wanted["nodes"].partition(":")
        ppn = dict(item.split("=", 1) for item in more.split(":") if "=" in item).get("ppn", "1")
        if not (count.isdigit() and ppn.isdigit()):
            raise illegal("nodes")
        return Chunks(int(count), {"ncpus": ppn, "mpiprocs": ppn})
    if "select" in wanted:
        parts = [chunk(part) for part in wanted["select"].split("+")]
        if any(part.each != parts[0].each for part in parts):
            raise Failure(1, "qsub: chunks that differ are not imitated by this shim")
        return Chunks(sum(part.count for part in parts), parts[0].each)
    each = {"ncpus": "1"} | {key: wanted[key] for key in ("ncpus", "ngpus", "mem") if key in wanted}
    return Chunks(1, each)


def chunk(text):
    words = text.split(":")
    count = words.pop(0) if words[0].isdigit() else "1"
    each = {}
    for word in words:
        key, _, value = word.partition("=")
        if key not in site.CHUNK:
            raise Failure(site.UNKNOWN_RESOURCE, f"qsub: Unknown resource: {key}")
        if not value or (key in site.NUMBERS and not value.isdigit()):
            raise Failure(site.BAD_VALUE, f"qsub: Illegal attribute or resource value select.{key}")
        each[key] = value
    if int(count) == 0:
        raise illegal("select")
    each.setdefault("ncpus", "1")
    return Chunks(int(count), each)


def seconds(text):
    """Of a walltime: [[hours:]minutes:]seconds."""
    if text is None:
        return None
    if not re.fullmatch(r"\d+(:\d+){0,2}", text):
        raise illegal("walltime")
    total = 0
    for part in text.split(":"):
        total = total * 60 + int(part)
    return total


def check_place(text):
    words = text.split(":")
    if not set(words) <= {"free", "pack", "scatter", "vscatter", "excl", "exclhost", "shared"}:
        raise illegal("place")
    return text
