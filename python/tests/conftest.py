"""One thread: these networks are so small that more only wait for each other."""

try:
    import torch
except ModuleNotFoundError:
    pass
else:
    torch.set_num_threads(1)
