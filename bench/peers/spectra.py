"""The peers of bench/spectra.mjs: python3 spectra.py [--library torch|lapack] [--dtype f32|f64] [--n 128] [--count 20]
[--threads 1] [--repeats 30] [--warm 20] [--device cpu|cuda]. `lapack` is dsyevd/ssyevd through SciPy, `torch` is torch.linalg.eigvalsh on the whole batch."""
import argparse, json, os, time

parser = argparse.ArgumentParser()
parser.add_argument('--library', default='torch', choices=['torch', 'lapack'])
parser.add_argument('--dtype', default='f64', choices=['f32', 'f64'])
parser.add_argument('--n', type=int, default=128)
parser.add_argument('--count', type=int, default=20)
parser.add_argument('--threads', type=int, default=1)
parser.add_argument('--repeats', type=int, default=30)
parser.add_argument('--warm', type=int, default=20)
parser.add_argument('--device', default='cpu')
given = parser.parse_args()
os.environ['OPENBLAS_NUM_THREADS'] = os.environ['OMP_NUM_THREADS'] = str(given.threads)

import numpy as np

n, count = given.n, given.count
random = np.random.RandomState(1)
matrices = []
for k in range(count):
    samples = random.rand(n, 40)
    distances = ((samples[:, None] - samples[None]) ** 2).sum(-1)
    matrices.append(np.exp(-distances / (0.5 + 0.4 * k)))
stack = np.stack(matrices).astype('f4' if given.dtype == 'f32' else 'f8')

if given.library == 'torch':
    import torch
    torch.set_num_threads(given.threads)
    tensor = torch.from_numpy(stack)
    # to the device and back, as infoplane's matrices come from the host
    solve = lambda: torch.linalg.eigvalsh(tensor.to(given.device)).cpu()
else:
    import scipy.linalg
    solve = lambda: [scipy.linalg.eigh(one, eigvals_only=True, driver='evd', check_finite=False) for one in stack]

clock, cpu = [], []
for repeat in range(given.repeats + given.warm):
    begun, used = time.perf_counter(), time.process_time()
    solve()
    if repeat >= given.warm:
        clock.append(1e3 * (time.perf_counter() - begun))
        cpu.append(1e3 * (time.process_time() - used))
print(json.dumps({
    'what': f'{given.library} {given.dtype}, {count} spectra, n = {n}, {given.threads} thread(s)',
    'milliseconds': sorted(clock)[len(clock) // 2], 'fastest': min(clock), 'cpu': sorted(cpu)[len(cpu) // 2],
}))
