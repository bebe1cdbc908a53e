// Tables with data-urut sort by a click on a heading with data-kunci; a cell may hold its sort value in data-nilai.
const bandingkan = new Intl.Collator("id", { numeric: true, sensitivity: "base" });

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
    const beda = !Number.isNaN(Number(x)) && !Number.isNaN(Number(y)) ? Number(x) - Number(y) : bandingkan.compare(x, y);
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
