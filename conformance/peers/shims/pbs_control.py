"""qdel, qhold, qrls and qselect of PBS Pro."""

import getopt
import time

from shims import pbs_site as site
from shims import pbs_store, slurm
from shims.pbs_site import Failure


def each(command, options, words, act, history=False):
    """Does something to each job that is named; the last failure is the command's exit status."""
    try:
        pairs, rest = getopt.getopt(words, options)
    except getopt.GetoptError as e:
        site.say(f"{command}: {e}")
        return 2
    if not rest:
        site.say(f"usage: {command} [-x] [-W force] job_identifier...")
        return 2

    def all_of_them():
        status = 0
        for word in rest:
            try:
                act(present(command, word, history or ("-x", "") in pairs), dict(pairs))
            except Failure as e:
                site.say(e)
                status = e.status
        return status

    return pbs_store.guarded(command, all_of_them)


def present(command, word, history):
    number = pbs_store.number_of(command, word)
    found = pbs_store.refresh([number])
    if not found:
        raise Failure(site.UNKNOWN_JOB, f"{command}: Unknown Job Id {pbs_store.name(number)}")
    if found[0]["state"] == "F" and not history:
        raise Failure(site.JOB_FINISHED, f"{command}: Job has finished {pbs_store.name(number)}")
    return found[0]


def qdel(words):
    return each("qdel", "xW:", words, delete)


def delete(record, options):
    number = record["number"]
    if record["state"] != "F":
        record["deleted"] = f"{site.user()}@{site.HOST}"
        pbs_store.write(number, "json", record)
        end(record, "force" in options.get("-W", ""))
    if "-x" in options:
        pbs_store.forget(number)


def end(record, force):
    number = record["number"]
    if record["state"] in ("Q", "H"):
        slurm.cancel(number)
        # It is over when the command returns.
        limit = time.monotonic() + 5
        while pbs_store.refresh([number])[0]["state"] != "F" and time.monotonic() < limit:
            time.sleep(0.05)
        return
    if record["substate"] == 41:
        # Nothing is there yet that would take the signal.
        slurm.cancel(number)
        return
    try:
        slurm.signal(number, "USR2" if force else "USR1")
    except slurm.Refused:
        slurm.cancel(number)


def qhold(words):
    return each("qhold", "h:", words, hold)


def hold(record, _options):
    record["hold"] = "u"
    # A job that runs goes on.
    if record["state"] in ("Q", "H"):
        slurm.hold(record["number"])
        pbs_store.change(record, "H", 20)
    pbs_store.write(record["number"], "json", record)


def qrls(words):
    return each("qrls", "h:", words, release)


def release(record, _options):
    record["hold"] = "n"
    if record["state"] in ("Q", "H"):
        if not record["never"] and site.QUEUES[record["queue"]].started:
            slurm.release(record["number"])
        pbs_store.change(record, "Q", 10)
    pbs_store.write(record["number"], "json", record)


def qselect(words):
    try:
        pairs, rest = getopt.getopt(words, "s:q:u:N:xH")
    except getopt.GetoptError as e:
        site.say(f"qselect: {e}")
        return 2
    if rest:
        site.say("usage: qselect [-s states] [-q destination] [-u user_list] [-N name] [-x]")
        return 2
    options = dict(pairs)

    def select():
        for record in pbs_store.refresh():
            finished_too = {"-x", "-H"} & options.keys()
            if record["state"] == "F" and not finished_too:
                continue
            if (
                record["state"] in options.get("-s", record["state"])
                and record["queue"] == options.get("-q", record["queue"])
                and record["owner"] in options.get("-u", record["owner"]).split(",")
                and record["name"] == options.get("-N", record["name"])
            ):
                print(pbs_store.name(record["number"]))
        return 0

    return pbs_store.guarded("qselect", select)
