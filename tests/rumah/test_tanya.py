"""What PostgreSQL need not be asked every day (tests/tanya.py)."""

from tests.tanya import SEPADAN, TERSISA, repeated


def test_each_statement_of_what_is_left_out_is_asked_by_enough_that_stay():
    tanya = {f"test_{n}": {1, 2} for n in range(TERSISA + 2)} | {"test_alone": {1, 3}, "test_sum_of_it": {1, 2}}
    dear = dict.fromkeys(tanya, 2 * SEPADAN)
    assert repeated(tanya, dear) == ["test_0", "test_1", "test_2"]
    assert repeated(tanya, dear | {"test_0": SEPADAN / 2, "test_1": SEPADAN / 2}) == ["test_2", "test_3", "test_4"]
    assert repeated(tanya, dear | {"test_4": 9.0}) == ["test_4", "test_0", "test_1"]
    assert repeated({"test_0": {1}, "test_1": {1}}, dear) == []
