"""The reader and writer of .safetensors and .npz files."""

import json
import random

import numpy as np
import pytest

from infoplane import InfoplaneError, read_arrays
from infoplane.array_file import decode_arrays, encode_arrays
from infoplane.safetensors_file import decode_safetensors, encode_safetensors
from infoplane.stored_array import TYPES, StoredArray, stored, widen_bfloat16

official = pytest.importorskip("safetensors.numpy", reason="needs safetensors")


def some_arrays():
    values = np.random.default_rng(1).normal(size=(3, 4)) * 50
    arrays = {f"a.{name}": np.abs(values).astype(name) if name[0] == "u" else values.astype(name) for name in TYPES}
    return {**arrays, "none": np.zeros((0, 3), np.float32), "one": np.array(2.5), "T.r#2": values[:, :2].astype("f4")}


def test_the_official_reader_reads_what_is_written():
    arrays = some_arrays()
    read = official.load(encode_safetensors({name: stored(one, name) for name, one in arrays.items()}))
    assert set(read) == set(arrays)
    for name, one in arrays.items():
        assert read[name].dtype == one.dtype and read[name].shape == one.shape
        assert read[name].tobytes() == one.tobytes()


def test_what_the_official_writer_writes_is_read():
    arrays = some_arrays()
    read = decode_safetensors(official.save(arrays, metadata={"format": "np"}), "file")
    for name, one in arrays.items():
        assert np.array_equal(read[name].values, one) and read[name].values.dtype == one.dtype


def test_numbers_are_aligned():
    content = encode_safetensors({name: stored(one, name) for name, one in some_arrays().items()})
    length = int.from_bytes(content[:8], "little")
    assert length % 8 == 0
    for entry in json.loads(content[8 : 8 + length]).values():
        bits = int(entry["dtype"].lstrip("BFIU"))
        assert entry["data_offsets"][0] % (bits // 8) == 0


def test_bfloat16_stays_as_it_is():
    torch = pytest.importorskip("torch", reason="needs PyTorch")
    from safetensors.torch import load

    from infoplane.from_torch import from_torch

    tensor = torch.randn(5, 7).to(torch.bfloat16)
    content = encode_safetensors({"T.a": from_torch(tensor, "T.a")})
    read = load(content)["T.a"]
    assert read.dtype == torch.bfloat16 and torch.equal(read, tensor)
    assert np.array_equal(widen_bfloat16(decode_safetensors(content, "file")["T.a"].values), tensor.float().numpy())


def test_bfloat16_knows_what_is_not_finite():
    bits = np.array([0x7F80, 0xFF80, 0x7FC0, 0x3F80, 0x7F7F], np.uint16)
    assert StoredArray("BF16", bits).places_not_finite() == 3


@pytest.mark.parametrize("order", ["C", "F"])
def test_any_order_of_memory_gives_the_same_file(order):
    values = np.arange(12.0).reshape(3, 4)
    plain = encode_arrays({"a": stored(values, "a")}, "safetensors")
    assert encode_arrays({"a": stored(np.array(values, order=order), "a")}, "safetensors") == plain
    assert encode_arrays({"a": stored(values.astype(">f8"), "a")}, "safetensors") == plain


def test_npz_is_what_numpy_reads_and_always_the_same(tmp_path):
    arrays = {
        "X": stored(np.eye(3, dtype="f4"), "X"),
        "T.r#2": stored(np.arange(4), "T"),
        "b": StoredArray("BF16", np.array([0x3F80], np.uint16)),
    }
    content = encode_arrays(arrays, "npz")
    (tmp_path / "row.npz").write_bytes(content)
    with np.load(tmp_path / "row.npz") as archive:
        assert set(archive.files) == {"X", "T.r#2", "b"}
        assert archive["b"].dtype == np.float32 and archive["b"][0] == 1
    assert encode_arrays(arrays, "npz") == content
    assert np.array_equal(read_arrays(tmp_path / "row.npz")["T.r#2"], np.arange(4))


def changed(content: bytes, random: random.Random) -> bytes:
    """A file with some damage: bytes flipped, cut off or put in."""
    broken = bytearray(content)
    for _ in range(random.randint(1, 4)):
        at = random.randrange(len(broken))
        kind = random.randrange(4)
        if kind == 0:
            broken[at] = random.randrange(256)
        elif kind == 1:
            del broken[at:]
        elif kind == 2:
            broken[at:at] = bytes(random.randrange(256) for _ in range(3))
        else:
            broken[random.randrange(min(8, len(broken)))] = random.randrange(256)
        if not broken:
            break
    return bytes(broken)


@pytest.mark.parametrize("file_type", ["safetensors", "npz"])
def test_damaged_files_are_refused_or_read_but_never_crash(file_type):
    content = encode_arrays({"X": stored(np.arange(6.0), "X"), "Y": stored(np.arange(2), "Y")}, file_type)
    source = random.Random(1)
    refused = 0
    for _ in range(400):
        try:
            decode_arrays(changed(content, source), f"file.{file_type}")
        except InfoplaneError:
            refused += 1
    assert 200 < refused <= 400


def header(entries, numbers=b"", length=None):
    text = entries if isinstance(entries, bytes) else json.dumps(entries).encode()
    return (len(text) if length is None else length).to_bytes(8, "little") + text + numbers


ENTRY = {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}
REFUSED = {
    "empty": b"",
    "endless header": header({}, length=2**63),
    "no JSON": header(b"{"),
    "not UTF-8": header(b"\xff\xfe"),
    "a list": header([]),
    "a key twice": header(b'{"a":{},"a":{}}'),
    "deep": header(b"[" * 200_000),
    "too few keys": header({"a": {"dtype": "F32"}}, bytes(8)),
    "odd type": header({"a": {**ENTRY, "dtype": "F99"}}, bytes(8)),
    "negative": header({"a": {**ENTRY, "shape": [-2]}}, bytes(8)),
    "fractions": header({"a": {**ENTRY, "shape": [2.0]}}, bytes(8)),
    "huge": header({"a": {**ENTRY, "shape": [2**62, 2**62]}}, bytes(8)),
    "beyond the file": header({"a": ENTRY}, bytes(4)),
    "longer than said": header({"a": ENTRY}, bytes(9)),
    "a gap": header({"a": {**ENTRY, "data_offsets": [1, 9]}}, bytes(9)),
    "overlap": header({"a": ENTRY, "b": ENTRY}, bytes(8)),
}


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED)
def test_impossible_headers_are_refused(content):
    with pytest.raises(InfoplaneError):
        decode_safetensors(content, "file")


@pytest.mark.parametrize("array", [np.array(["a"]), np.array([1j]), np.array([None]), np.zeros(2, "M8[s]")])
def test_what_captures_do_not_hold_is_refused(array):
    with pytest.raises(InfoplaneError):
        stored(array, "X")


def test_a_missing_file_is_one_message(tmp_path):
    with pytest.raises(InfoplaneError):
        read_arrays(tmp_path / "none.safetensors")
    (tmp_path / "text.txt").write_text("text")
    with pytest.raises(InfoplaneError):
        read_arrays(tmp_path / "text.txt")
