"""Two main jobs in PyTorch at the same time, each a process of its own: the peer of `run --jobs 2`.

usage: python3 side_by_side.py MNIST_FOLDER [--processes 2] [options of main_job.py]
Prints one JSON line as main_job.py does: milliseconds an iteration, the iterations of all processes counted together.
"""
import argparse
import json
import pathlib
import subprocess
import sys

parser = argparse.ArgumentParser()
parser.add_argument("mnist")
parser.add_argument("--processes", type=int, default=2)
args, rest = parser.parse_known_args()

job = [sys.executable, str(pathlib.Path(__file__).with_name("main_job.py")), args.mnist, *rest]
running = [subprocess.Popen(job, stdout=subprocess.PIPE, text=True) for _ in range(args.processes)]
lines = [json.loads(process.communicate()[0]) for process in running]
if any(process.returncode for process in running):
    sys.exit("a process failed")
# each gives one iteration in its own median time, so together they give `processes` of them
together = {
    name: sum(line[name] for line in lines) / args.processes**2 for name in ("milliseconds", "fastest")
}
cpu = sum(line["cpu"] for line in lines) / args.processes
print(json.dumps(dict(what=f"{args.processes} x {lines[0]['what']}", **together, cpu=cpu)))
