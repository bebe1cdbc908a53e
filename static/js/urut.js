// Tables with data-urut sort by a click on a heading with data-kunci; a cell may hold its sort value in data-nilai.
const bandingkan = new Intl.Collator("id", { numeric: true, sensitivity: "base" });

// "44.555.000" is a number as Indonesians write it.
const angka = (teks) => Number(/^\d{1,3}(\.\d{3})+$/.test(teks) ? teks.replaceAll(".", "") : teks);

const nilai = (baris, kolom) => {
  const sel = baris.cells[kolom];
  return sel ? (sel.dataset.nilai ?? sel.textContent.trim()) : "";
};

const urutkan = (tabel, kepala, kolom) => {
  const naik = kepala.getAttribute("aria-sort") !== "ascending";
  for (const th of tabel.tHead.rows[0].cells) {
    if (th.hasAttribute("aria-sort")) th.setAttribute("aria-sort", "none");
  }
  kepala.setAttribute("aria-sort", naik ? "ascending" : "descending");
  const badan = tabel.tBodies[0];
  const baris = [...badan.rows].sort((a, b) => {
    const x = nilai(a, kolom);
    const y = nilai(b, kolom);
    if (x === "" || y === "") return (x === "") - (y === "");
    const beda = Number.isNaN(angka(x) + angka(y)) ? bandingkan.compare(x, y) : angka(x) - angka(y);
    return naik ? beda : -beda;
  });
  badan.append(...baris);
};

for (const tabel of document.querySelectorAll("table[data-urut]")) {
  [...(tabel.tHead?.rows[0]?.cells ?? [])].forEach((kepala, kolom) => {
    if (!("kunci" in kepala.dataset)) return;
    const tombol = document.createElement("button");
    tombol.type = "button";
    tombol.append(...kepala.childNodes);
    kepala.append(tombol);
    if (!kepala.hasAttribute("aria-sort")) kepala.setAttribute("aria-sort", "none");
    tombol.addEventListener("click", () => urutkan(tabel, kepala, kolom));
  });
}
