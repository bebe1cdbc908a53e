"""No way round the scopes in pages, forms and the panel. Seen red with `Desa.objects.all()`,
`get_object_or_404(Umkm, pk=1)`, `Umkm._base_manager` and `[d.pk for d in Desa.objects]` planted in opd/views/desa.py, and
with the guard left out of the middlewares of the tests."""

import ast
from pathlib import Path

import pytest

from desa.scoped import LingkupHilang
from tests.pabrik import buat_pengguna
from tests.rumah.pohon import source_files, tree, where

LINGKUP = {"visible_to", "managed_by", "personal_for", "published"}
# The one place that picks a scope by name: `getattr(model._default_manager, self.lingkup)(user)`.
MESIN = ("desa/scoped_admin.py", "_default_manager")
PINTU_BELAKANG = {"_default_manager", "_base_manager", "raw", "extra"}


def is_page(path: Path) -> bool:
    """Whether this module answers requests: views, forms, the panel."""
    nama = where(path)
    return any(bagian in nama for bagian in ("/views/", "/admin/", "/forms", "admin_site", "scoped_admin"))


def narrows(simpul: ast.AST, induk: dict[ast.AST, ast.AST]) -> bool:
    """Whether this is a sub-query in `…__in=X.objects.….values(…)`: it can only take rows away from a scoped query."""
    terakhir = ""
    while isinstance(atas := induk.get(simpul), ast.Attribute | ast.Call):
        if isinstance(atas, ast.Call) and atas.func is not simpul:
            return False
        terakhir = atas.attr if isinstance(atas, ast.Attribute) else terakhir
        simpul = atas
    return isinstance(atas, ast.keyword) and (atas.arg or "").endswith("__in") and terakhir.startswith("values")


def breaches(pohon: ast.Module) -> list[tuple[ast.AST, str]]:
    """Every reach for rows that does not begin with a scope."""
    induk = {anak: simpul for simpul in ast.walk(pohon) for anak in ast.iter_child_nodes(simpul)}
    hasil: list[tuple[ast.AST, str]] = []
    for simpul in ast.walk(pohon):
        if isinstance(simpul, ast.Attribute) and simpul.attr == "objects":
            sesudah = induk.get(simpul)
            cara = sesudah.attr if isinstance(sesudah, ast.Attribute) else "(langsung)"
            if cara not in LINGKUP | {"none"} and not narrows(simpul, induk):
                hasil.append((simpul, f"objects.{cara}"))
        if isinstance(simpul, ast.Attribute) and simpul.attr in PINTU_BELAKANG:
            atas = induk.get(simpul)
            if not (isinstance(atas, ast.Attribute) and atas.attr in LINGKUP):
                hasil.append((simpul, simpul.attr))
        if isinstance(simpul, ast.Call) and getattr(simpul.func, "id", "") in ("get_object_or_404", "get_list_or_404"):
            sasaran = simpul.args[0]
            if isinstance(sasaran, ast.Name) and sasaran.id[:1].isupper():
                hasil.append((simpul, f"get_object_or_404({sasaran.id})"))
    return hasil


def test_pages_reach_rows_through_a_scope_only():
    temuan = {(where(p), cara) for p in source_files() if is_page(p) for _, cara in breaches(tree(p))}
    assert temuan - {MESIN} == set()


@pytest.mark.parametrize(
    ("kode", "cara"),
    [
        ("Desa.objects.all()", "objects.all"),
        ("Desa.objects.filter(pk=1)", "objects.filter"),
        ("q.filter(pk__in=Umkm.objects.all())", "objects.all"),
        ("[d for d in Desa.objects]", "objects.(langsung)"),
        ("get_object_or_404(Umkm, pk=1)", "get_object_or_404(Umkm)"),
        ("Umkm._base_manager.get(pk=1)", "_base_manager"),
    ],
)
def test_the_guard_sees_each_way_round(kode, cara):
    assert [c for _, c in breaches(ast.parse(kode))] == [cara]


def test_the_guard_lets_scopes_pass():
    assert breaches(ast.parse("get_object_or_404(Desa.objects.visible_to(user), kode=kode)")) == []
    assert breaches(ast.parse("q.filter(pk__in=Bukti.objects.filter(a=1).values('kegiatan'))")) == []


@pytest.mark.django_db
@pytest.mark.sekali
def test_every_request_of_a_test_runs_under_the_guard(klien, settings):
    settings.ROOT_URLCONF = "tests.alamat_rusak"
    klien.force_login(buat_pengguna("verifikator"))
    with pytest.raises(LingkupHilang):
        klien.get("/tanpa-lingkup/")
