"""Two main jobs at the same time, each a process of its own: the peer of `run --jobs 2`.

usage: python3 side_by_side.py main_job.py|jax_peer.py [--processes 2] [--threads 1] ARGUMENTS_OF_THE_SCRIPT
Each process has as many cores as threads, of its own where there are enough. Prints one JSON line as the scripts do: milliseconds an
iteration, the iterations of all processes counted together.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys

parser = argparse.ArgumentParser()
parser.add_argument("script", choices=["main_job.py", "jax_peer.py"])
parser.add_argument("--processes", type=int, default=2)
parser.add_argument("--threads", type=int, default=1)
args, rest = parser.parse_known_args()

path = pathlib.Path(__file__).with_name(args.script)
job = [sys.executable, str(path), *rest, "--threads", str(args.threads)]


def keep_to_own_cores(process):
    if not hasattr(os, "sched_setaffinity"):
        return
    cores = sorted(os.sched_getaffinity(0))
    first = process * args.threads
    os.sched_setaffinity(0, {cores[(first + thread) % len(cores)] for thread in range(args.threads)})


running = [
    subprocess.Popen(job, stdout=subprocess.PIPE, text=True, preexec_fn=lambda own=process: keep_to_own_cores(own))
    for process in range(args.processes)
]
lines = [json.loads(process.communicate()[0]) for process in running]
if any(process.returncode for process in running):
    sys.exit("a process failed")
# each gives one iteration in its own median time, so together they give `processes` of them
together = {
    name: sum(line[name] for line in lines) / args.processes**2 for name in ("milliseconds", "fastest")
}
cpu = sum(line["cpu"] for line in lines) / args.processes
print(json.dumps(dict(what=f"{args.processes} x {lines[0]['what']}", **together, cpu=cpu)))
