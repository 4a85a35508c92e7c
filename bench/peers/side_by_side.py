"""Two main jobs at the same time, each a process of its own: the peer of `run --jobs 2`.

usage: python3 side_by_side.py main_job.py|jax_peer.py [--processes 2] [--threads 1] [--limit 120] ARGUMENTS_OF_THE_SCRIPT
Each process has as many cores as threads, of its own where there are enough. Prints one JSON line as the scripts do: milliseconds an
iteration, the iterations of all processes counted together. It fails after `--limit` seconds: more threads than cores can take minutes.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import time

parser = argparse.ArgumentParser()
parser.add_argument("script", choices=["main_job.py", "jax_peer.py"])
parser.add_argument("--processes", type=int, default=2)
parser.add_argument("--threads", type=int, default=1)
parser.add_argument("--limit", type=float, default=120)
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
end = time.monotonic() + args.limit
try:
    printed = [process.communicate(timeout=max(0.1, end - time.monotonic()))[0] for process in running]
except subprocess.TimeoutExpired:
    for process in running:
        process.kill()
    sys.exit(f"it was not done in {args.limit:g} s")
if any(process.returncode for process in running):
    sys.exit("a process failed")
lines = [json.loads(text) for text in printed]
# each gives one iteration in its own median time, so together they give `processes` of them
together = {
    name: sum(line[name] for line in lines) / args.processes**2 for name in ("milliseconds", "fastest")
}
cpu = sum(line["cpu"] for line in lines) / args.processes
print(json.dumps(dict(what=f"{args.processes} x {lines[0]['what']}", **together, cpu=cpu)))
