"""Trains small networks with PyTorch: one JSON case a line in, the losses and the final weights out."""

import json
import sys

import torch
import torch.nn.functional as F

ACTIVATIONS = {"linear": lambda z: z, "tanh": torch.tanh, "sigmoid": torch.sigmoid, "relu": torch.relu}


def parameter(weight):
    return torch.tensor(weight["values"], dtype=torch.float64).reshape(weight["shape"]).requires_grad_()


def forward(layers, weights, x):
    for layer, own in zip(layers, weights):
        if layer["kind"] == "dense":
            x = F.linear(x.flatten(1), own["kernel"], own["bias"])
        elif layer["kind"] == "conv":
            x = F.conv2d(x, own["kernel"], own["bias"])
        elif x.ndim == 4:
            x = F.group_norm(x, 1, own["gamma"], own["beta"], layer["epsilon"])
        else:
            x = F.layer_norm(x, x.shape[1:], own["gamma"], own["beta"], layer["epsilon"])
        x = ACTIVATIONS[layer["activation"]](x)
        if "quantise" in layer:
            levels = 2 ** layer["quantise"]["bits"] - 1
            scale = layer["quantise"]["high"] / levels
            x = torch.fake_quantize_per_tensor_affine(x.float(), scale, 0, 0, levels).double()
    return x


def loss_of(settings, output, batch):
    if "targets" in batch:
        return F.mse_loss(output, torch.tensor(batch["targets"], dtype=torch.float64).reshape(output.shape))
    labels = torch.tensor(batch["labels"])
    each = F.cross_entropy(
        output, labels, label_smoothing=settings.get("labelSmoothing", 0.0), reduction="none"
    )
    if "classWeights" in settings:
        each = each * torch.tensor(settings["classWeights"], dtype=torch.float64)[labels]
    return each.mean()


def optimizer_of(settings, parameters, rate):
    decay = settings.get("weightDecay", 0.0)
    if settings["optimizer"] == "sgd":
        return torch.optim.SGD(parameters, rate, momentum=settings.get("momentum", 0.0), weight_decay=decay)
    adam = settings["adam"]
    kind = torch.optim.AdamW if settings["optimizer"] == "adamw" else torch.optim.Adam
    betas = (adam["beta1"], adam["beta2"])
    return kind(parameters, rate, betas=betas, eps=adam["epsilon"], weight_decay=decay)


for line in sys.stdin:
    case = json.loads(line)
    settings = case["training"]
    weights = [{name: parameter(weight) for name, weight in own.items()} for own in case["weights"]]
    parameters = [weight for own in weights for weight in own.values()]
    optimizer = optimizer_of(settings, parameters, case["rate"])
    losses = []
    for batch in case["batches"]:
        x = torch.tensor(batch["inputs"], dtype=torch.float64).reshape([-1, *case["input"]])
        loss = loss_of(settings, forward(case["layers"], weights, x), batch)
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        if "clip" in settings:
            torch.nn.utils.clip_grad_norm_(parameters, settings["clip"]["norm"])
        optimizer.step()
    trained = [{name: weight.flatten().tolist() for name, weight in own.items()} for own in weights]
    print(json.dumps({"losses": losses, "weights": trained}))
