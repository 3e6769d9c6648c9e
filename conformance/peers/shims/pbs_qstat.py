"""qstat of PBS Pro: the table, the full text and the JSON, which is indented with tabs."""

import getopt
import json
import os
import time

from shims import pbs_site as site
from shims import pbs_store
from shims.pbs_site import Failure

USAGE = """\
usage:
qstat [-f] [-x] [-F json] [-w] [ job_identifier... | destination... ]
qstat [-a] [-x] [-u user] [ job_identifier... | destination... ]
qstat --version"""
MALFORMED = "PBS_SHIM_MALFORMED"


class Raw(str):
    """Printed as it is, however wrong."""


def qstat(words):
    if words == ["--version"]:
        print(f"pbs_version = {site.VERSION}")
        return 0
    try:
        pairs, rest = getopt.getopt(words, "fxHF:au:wt1ns")
    except getopt.GetoptError as e:
        site.say(f"qstat: {e}\n{USAGE}")
        return 2
    options = dict(pairs)
    if "-F" in options and ("-f" not in options or options["-F"] not in ("json", "dsv")):
        site.say(f"qstat: conflicting options.\n{USAGE}")
        return 2
    if options.get("-F") == "dsv":
        site.say("qstat: -F dsv is not imitated by this shim")
        return 2
    return pbs_store.guarded("qstat", lambda: show(options, rest))


def show(options, words):
    history = bool({"-x", "-H"} & options.keys())
    status, records = 0, []
    if words:
        for word in words:
            try:
                records += named(word, history)
            except Failure as e:
                site.say(e)
                status = e.status
    else:
        records = [r for r in pbs_store.refresh() if history or r["state"] != "F"]
    if "-u" in options:
        records = [r for r in records if r["owner"] in options["-u"].split(",")]
    if "-F" in options:
        print(document(records))
    elif "-f" in options:
        for record in records:
            print(full(record))
    elif records:
        print(wide(records) if {"-a", "-u"} & options.keys() else table(records))
    return status


def named(word, history):
    if word in site.QUEUES:
        return [r for r in pbs_store.refresh() if r["queue"] == word and (history or r["state"] != "F")]
    number = pbs_store.number_of("qstat", word)
    found = pbs_store.refresh([number])
    if not found:
        raise Failure(site.UNKNOWN_JOB, f"qstat: Unknown Job Id {pbs_store.name(number)}")
    if found[0]["state"] == "F" and not history:
        raise Failure(
            site.JOB_FINISHED,
            f"qstat: {pbs_store.name(number)} Job has finished, use -x or -H to obtain historical job information",
        )
    return found


def clock(seconds):
    seconds = int(seconds)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def attributes(record):
    """In the order in which PBS gives them; None where it gives none."""
    state = record["state"]
    ran = "nodes" in record
    over = "exit" in record and state in "EF" and ran
    held = record["hold"] != "n"
    cpus = int(record["each"]["ncpus"])
    exec_host = f"/0*{cpus}" if cpus > 1 else "/0"
    given = {
        "Job_Name": record["name"],
        "Job_Owner": f"{record['owner']}@{site.HOST}",
        "resources_used": used(record) if over else None,
        "job_state": state,
        "queue": record["queue"],
        "server": site.SERVER,
        "Account_Name": record["account"],
        "Checkpoint": "u",
        "ctime": time.ctime(record["ctime"]),
        "Error_Path": f"{site.HOST}:{record['err']}",
        "exec_host": "+".join(node + exec_host for node in record["nodes"]) if ran else None,
        "exec_vnode": pbs_store.vnodes(record) if ran else None,
        "Hold_Types": record["hold"],
        "Join_Path": record["join"],
        "Keep_Files": record["keep"],
        "Mail_Points": record["mail"],
        "mtime": time.ctime(record["mtime"]),
        "Output_Path": f"{site.HOST}:{record['out']}",
        "Priority": record["priority"],
        "qtime": time.ctime(record["ctime"]),
        "Rerunable": str(record["rerun"]),
        "Resource_List": record["resources"],
        "stime": time.ctime(record["stime"]) if ran else None,
        "obittime": time.ctime(record["obittime"]) if over and state == "F" else None,
        "session_id": record["session"] if ran else None,
        "jobdir": os.path.expanduser("~") if ran else None,
        "substate": record["substate"],
        "Shell_Path_List": record["shell"],
        "Variable_List": variables(record),
        "comment": record["comment"],
        "etime": None if held else time.ctime(record["ctime"]),
        "run_count": record["runs"] if ran else None,
        "eligible_time": clock(record.get("stime", time.time()) - record["ctime"]),
        "Stageout_status": 1 if over and state == "F" else None,
        "Exit_status": record["exit"] if over else None,
        "Submit_arguments": record["arguments"],
        "history_timestamp": record["history"] if state == "F" else None,
        "project": "_pbs_project_default",
        "Submit_Host": site.HOST,
    }
    return {key: value for key, value in given.items() if value is not None}


def used(record):
    return {
        "cpupercent": 0,
        "cput": "00:00:00",
        "mem": "0kb",
        "ncpus": record["resources"]["ncpus"],
        "vmem": "0kb",
        "walltime": clock(record["used"]),
    }


def variables(record):
    """Some servers do not escape what users put in there."""
    wrong = {"SHIM_MALFORMED": Raw('"say "hi""')} if os.environ.get(MALFORMED) else {}
    return record["variables"] | wrong


def document(records):
    top = {"timestamp": int(time.time()), "pbs_version": site.VERSION, "pbs_server": site.SERVER}
    if records:
        top["Jobs"] = {pbs_store.name(record["number"]): attributes(record) for record in records}
    return rendered(top, 0)


def rendered(value, depth):
    if isinstance(value, Raw):
        return value
    if not isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    inner = "\t" * (depth + 1)
    lines = [f"{inner}{json.dumps(key)}:\t{rendered(item, depth + 1)}" for key, item in value.items()]
    return "{\n" + ",\n".join(lines) + "\n" + "\t" * depth + "}"


def full(record):
    lines = [f"Job Id: {pbs_store.name(record['number'])}"]
    for key, value in attributes(record).items():
        if key == "Variable_List":
            lines.append(f"    {key} = " + ",".join(f"{name}={text}" for name, text in value.items()))
        elif isinstance(value, dict):
            lines += [f"    {key}.{name} = {text}" for name, text in value.items()]
        else:
            lines.append(f"    {key} = {value}")
    return "\n".join(lines) + "\n"


def table(records):
    lines = [
        "Job id            Name             User              Time Use S Queue",
        "----------------  ---------------- ----------------  -------- - -----",
    ]
    for record in records:
        spent = clock(record.get("used", 0)) if "nodes" in record else "0"
        name = pbs_store.name(record["number"])
        lines.append(
            f"{name:<16.16}  {record['name']:<16.16} {record['owner']:<16.16}  {spent:>8} {record['state']} "
            f"{record['queue']:<16.16}"
        )
    return "\n".join(lines)


def wide(records):
    lines = [
        "",
        f"{site.SERVER}: ",
        " " * 60 + "Req'd  Req'd   Elap",
        "Job ID          Username Queue    Jobname    SessID NDS TSK Memory Time  S Time",
        "--------------- -------- -------- ---------- ------ --- --- ------ ----- - -----",
    ]
    for record in records:
        ran = "nodes" in record
        elapsed = record.get("used", time.time() - record["stime"]) if ran else None
        lines.append(
            f"{pbs_store.name(record['number']):<15.15} {record['owner']:<8.8} {record['queue']:<8.8} "
            f"{record['name']:<10.10} {record.get('session', '--'):>6} {record['count']:>3} "
            f"{record['resources']['ncpus']:>3} {record['each'].get('mem', '-- '):>6} "
            f"{record['resources'].get('walltime', '-- ')[:5]:>5} {record['state']} "
            f"{clock(elapsed)[:5] if ran else '  -- '}"
        )
    return "\n".join(lines)
