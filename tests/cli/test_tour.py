"""The tour is the product's promise in one command: it must hold, and what it leaves must verify."""


def test_the_tour_holds_and_its_journal_verifies(sekisho, tmp_path):
    kept = tmp_path / "city"
    tour = sekisho("tour", "--json", "--keep", kept)
    assert tour.returncode == 0, tour.stdout + tour.stderr
    assert tour.data["held"] is True
    steps = {step["step"]: step for step in tour.data["steps"]}
    assert len(steps) == 11
    assert "EXT-010" in steps["約款だけのサービスに住民の情報を預けようとする"]["clauses"]
    assert sekisho("journal", "verify", kept / "journal").returncode == 0


def test_a_byte_changed_in_what_the_tour_left_is_found(sekisho, tmp_path):
    kept = tmp_path / "city"
    assert sekisho("tour", "--keep", kept).returncode == 0
    entries = next(
        path for path in sorted((kept / "journal").rglob("*")) if "entries" in str(path) and path.is_file()
    )
    data = bytearray(entries.read_bytes())
    data[len(data) // 2] ^= 1
    entries.write_bytes(bytes(data))
    found = sekisho("journal", "verify", kept / "journal")
    assert found.returncode == 1, found.stdout


def test_a_folder_in_use_is_not_touched(sekisho, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "file").write_text("mine", encoding="utf-8")
    refused = sekisho("tour", "--keep", tmp_path / "mine")
    assert refused.returncode == 2
    assert "空ではありません" in refused.stderr
    assert (tmp_path / "mine" / "file").read_text(encoding="utf-8") == "mine"
