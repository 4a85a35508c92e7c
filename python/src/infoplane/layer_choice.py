"""Which calls of which modules are layers."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Union

from torch import nn

from .capture_row import check_layer_name
from .problem import InfoplaneError

#: Layers by name, or names of modules: `{"F1": model.fc1, "F2": "enc.3"}`, `["fc1", "r#2"]`.
Layers = Union[Mapping[str, Union[str, nn.Module]], Iterable[Union[str, nn.Module]]]

_LINES = (
    *(nn.Conv1d, nn.ConvTranspose1d, nn.MaxPool1d, nn.AvgPool1d, nn.LPPool1d),
    *(nn.AdaptiveAvgPool1d, nn.AdaptiveMaxPool1d),
)


@dataclass(frozen=True)
class LayerChoice:
    """A layer that is wanted.

    Attributes:
        name: as it is recorded.
        module: whose output it is.
        call: which call of a pass, from 1; None for all, of which later ones are named `name#2`, `name#3`, ...
    """

    name: str
    module: nn.Module
    call: int | None

    def name_of(self, call: int) -> str | None:
        """What a call of the module is recorded as, None when it is not."""
        if self.call is not None:
            return self.name if call == self.call else None
        return self.name if call == 1 else f"{self.name}#{call}"


def choose_layers(layers: Layers, model: nn.Module) -> list[LayerChoice]:
    """Finds the modules of layers.

    A list names modules as `named_modules` does (those of a compiled part without `_orig_mod`). `r` means every call of
    r in a pass (`r`, `r#2`, ...), `r#2` the second alone; beside `r#2`, `r` is the first.

    Raises:
        InfoplaneError: there is no such module, with those whose names are near.
    """
    if isinstance(layers, str):
        layers = [layers]
    names = {
        name.replace("_orig_mod.", ""): module
        for name, module in model.named_modules(remove_duplicate=False)
        if name and not name.endswith("_orig_mod")
    }
    items: list[tuple[str | None, str | nn.Module]]
    items = list(layers.items()) if isinstance(layers, Mapping) else [(None, one) for one in layers]
    found = [_choice(name, wanted, names) for name, wanted in items]
    numbered = {choice.module for choice in found if choice.call is not None}
    choices = [
        LayerChoice(one.name, one.module, 1) if one.call is None and one.module in numbered else one for one in found
    ]
    for choice in choices:
        check_layer_name(choice.name)
        if sum(other.name == choice.name for other in choices) > 1:
            raise InfoplaneError(f"the layer {choice.name} is named twice", "name each layer once")
    return choices


def line_axes(choices: Iterable[LayerChoice]) -> dict[str, str]:
    """Letters of the layers that are convolutions or poolings over a line: their three axes are not tokens."""
    return {choice.name: "NCL" for choice in choices if isinstance(choice.module, _LINES)}


def _choice(name: str | None, wanted: str | nn.Module, names: Mapping[str, nn.Module]) -> LayerChoice:
    if isinstance(wanted, nn.Module):
        wanted = getattr(wanted, "_orig_mod", wanted)
        own = [key for key, module in names.items() if module is wanted]
        if not own:
            raise InfoplaneError(
                f"a module {type(wanted).__name__} is not in the model", "name modules of that very model"
            )
        return LayerChoice(name or own[0], wanted, None)
    if not isinstance(wanted, str):
        raise InfoplaneError(f"something of the type {type(wanted).__name__} is no layer", "name modules, or give them")
    plain, _, call = wanted.replace("_orig_mod.", "").partition("#")
    if plain not in names:
        near = difflib.get_close_matches(plain, names, n=3) or list(names)[:8]
        raise InfoplaneError(
            f"the model has no module '{plain}'", f"there are {', '.join(near)}; functional ops need rec.tap"
        )
    if call and not (call.isdecimal() and int(call) > 0):
        raise InfoplaneError(f"{wanted} names no call of '{plain}'", f"write {plain}#2 for the second one")
    return LayerChoice(
        name or (plain if call in ("", "1") else f"{plain}#{call}"), names[plain], int(call) if call else None
    )
