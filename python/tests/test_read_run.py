"""Runs as frames, and reports in a notebook."""

import hashlib
import html
import json
import os
import re
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from infoplane import InfoplaneError, read_run, show

pandas = pytest.importorskip("pandas", reason="needs pandas")

ESTIMATES = """trial,seed,model,epoch,iteration,layer,layer_index,channel,estimator,quantity,value,stderr,unit,flag
1,3,net,0,0,C1,0,,IXT,I(X;T),5.1234567890123456,,bits,
1,3,net,0.5,7,NA,1,2,IXT,I(X;T),4.25,0.1,bits,saturated
"""
CLAIMS = """claim,trial,holds,vacuous,cases,worst_margin,statement
dpi,1,true,false,4,0.5,"I falls, layer by layer"
dpi,all,true,false,4,0.5,"I falls, layer by layer"
"""


@pytest.fixture
def run(tmp_path):
    folder = tmp_path / "runs" / "tiny" / "1"
    (folder / "tables").mkdir(parents=True)
    (folder / "lock.json").write_text(json.dumps({"study": "tiny"}))
    (folder / "tables" / "estimates.csv").write_text(ESTIMATES)
    (folder / "tables" / "claims.csv").write_text(CLAIMS)
    (folder / "report.html").write_text('<!doctype html><p title="a">Häagen & "report"</p>', encoding="utf-8")
    return folder


def test_tables_from_csv(run):
    frame = read_run(run).estimates
    assert frame["value"].tolist() == [5.1234567890123456, 4.25]
    assert frame["layer"].tolist() == ["C1", "NA"] and frame["trial"].tolist() == ["1", "1"]
    assert frame["iteration"].tolist() == [0, 7] and frame["seed"].dtype.kind == "i"
    assert frame["channel"].isna().tolist() == [True, False] and frame["flag"].isna().tolist() == [True, False]
    claims = read_run(run).claims
    assert claims["trial"].tolist() == ["1", "all"] and claims["holds"].dtype == bool
    assert read_run(str(run)).lock == {"study": "tiny"}


def test_tables_as_polars(run):
    polars = pytest.importorskip("polars", reason="needs polars")
    frame = read_run(run, "polars").estimates
    assert isinstance(frame, polars.DataFrame)
    assert frame["value"].to_list() == [5.1234567890123456, 4.25] and frame["trial"].to_list() == ["1", "1"]
    assert frame["channel"].to_list() == [None, 2] and frame["layer"].to_list() == ["C1", "NA"]


@pytest.mark.parametrize("stream", [True, False])
def test_tables_from_arrow_are_those_from_csv(run, stream):
    pyarrow = pytest.importorskip("pyarrow", reason="needs pyarrow")
    plain = read_run(run).estimates
    table = pyarrow.Table.from_pandas(plain)
    coded = table.set_column(0, "trial", table["trial"].dictionary_encode())
    with pyarrow.OSFile(str(run / "tables/estimates.arrow"), "wb") as file:
        with (pyarrow.ipc.new_stream if stream else pyarrow.ipc.new_file)(file, coded.schema) as writer:
            writer.write_table(coded)
    pandas.testing.assert_frame_equal(read_run(run).estimates, plain, check_dtype=False)
    polars = pytest.importorskip("polars", reason="needs polars")
    frame = read_run(run, "polars").estimates
    assert frame["trial"].dtype == polars.String and frame["value"].to_list() == plain["value"].tolist()


def test_without_pyarrow_the_csv_is_read(run):
    (run / "tables/estimates.arrow").write_bytes(b"never opened")
    code = f"""
import sys
sys.modules["pyarrow"] = None
from infoplane import read_run
print(read_run({str(run)!r}).estimates["value"].sum())
"""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1] / "src")}
    ended = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert float(ended.stdout) == pytest.approx(9.3734567890123456)


def test_a_report_stands_in_a_frame_of_its_own(run):
    drawn = show(run, height=333)._repr_html_()
    page = html.unescape(re.search(r'srcdoc="([^"]*)"', drawn)[1])
    assert page == (run / "report.html").read_text(encoding="utf-8")
    assert 'height="333"' in drawn and "allow-same-origin" not in drawn


def test_what_is_no_run_is_one_message(run, tmp_path):
    with pytest.raises(InfoplaneError, match="no folder"):
        read_run(tmp_path / "none")
    with pytest.raises(InfoplaneError, match="no run"):
        read_run(tmp_path)
    os.symlink("1", run.parent / "latest")
    with pytest.raises(InfoplaneError, match="latest"):
        read_run(run.parent)
    assert read_run(run.parent / "latest").estimates.shape == (2, 14)
    with pytest.raises(InfoplaneError, match="claims, estimates"):
        _ = read_run(run).cases
    with pytest.raises(InfoplaneError, match="frames"):
        read_run(run, "excel")
    (run / "tables/claims.csv").write_bytes(b"\xff\xfe")
    with pytest.raises(InfoplaneError, match="claims"):
        _ = read_run(run).claims
    (run / "report.html").unlink()
    with pytest.raises(InfoplaneError, match="infoplane report"):
        show(run)


REAL = os.environ.get("INFOPLANE_RUN")


@pytest.mark.skipif(not REAL, reason="needs INFOPLANE_RUN, the folder of a run")
@pytest.mark.parametrize("name", ["estimates", "training", "claims"])
def test_tables_of_a_run_are_the_same_from_arrow_and_csv(tmp_path, name):
    pytest.importorskip("pyarrow", reason="needs pyarrow")
    from_arrow = read_run(REAL).table(name)
    folder = tmp_path / "run"
    (folder / "tables").mkdir(parents=True)
    (folder / "lock.json").write_text("{}")
    csv = Path(REAL) / "tables" / f"{name}.csv"
    (folder / "tables" / csv.name).write_bytes(csv.read_bytes())
    from_csv = read_run(folder).table(name)
    assert len(from_csv) > 0
    pandas.testing.assert_frame_equal(from_arrow, from_csv, check_dtype=False, rtol=0, atol=0)


@pytest.mark.skipif(not REAL, reason="needs INFOPLANE_RUN, the folder of a run")
def test_the_report_of_a_run_is_shown():
    assert "<iframe" in show(REAL)._repr_html_()


def test_a_table_that_was_altered_is_read_with_a_warning(run):
    file = run / "tables" / "estimates.csv"
    sums = {"tables/estimates.csv": hashlib.sha256(file.read_bytes()).hexdigest()}
    (run / "lock.json").write_text(json.dumps({"study": "tiny", "sums": sums}))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(read_run(run).estimates) == 2
        assert len(read_run(run).claims) == 2
    file.write_text(ESTIMATES.replace("4.25", "5.25"))
    with pytest.warns(UserWarning, match="estimates.csv is not as the run left it"):
        assert read_run(run).estimates["value"].tolist()[1] == 5.25


def test_a_lock_that_says_nothing_of_tables_is_no_obstacle(run):
    for lock in ({"sums": None}, {"sums": []}, {"sums": {"tables/claims.csv": "0"}}):
        (run / "lock.json").write_text(json.dumps(lock))
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert len(read_run(run).estimates) == 2
