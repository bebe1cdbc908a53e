// The search of the header: suggestions while typing, chosen with the arrows (a combobox with a list, as ARIA describes it).
// "/" and Ctrl+K or Cmd+K go to it from anywhere. Without this script the form opens the page of results.
const JEDA = 180;
const ORANG = /(?:\d[ .'\-]*){16}/; // a NIK or no. KK leaves this page in no address
let nomor = 0;

const elemen = (nama, isi = {}, teks = "") => {
  const e = document.createElement(nama);
  for (const [k, v] of Object.entries(isi)) e.setAttribute(k, v);
  e.textContent = teks;
  return e;
};

function pilihan({ judul, ket, tanda, alamat }) {
  const a = elemen("a", { role: "option", id: `saran-${(nomor += 1)}`, href: alamat, tabindex: "-1", "aria-selected": "false" });
  a.append(elemen("strong", {}, judul));
  if (tanda) a.append(" ", elemen("span", { class: "lencana lencana--awas" }, tanda));
  if (ket) a.append(elemen("small", {}, ket));
  return a;
}

function kelompok({ judul, isi }) {
  const id = `saran-${(nomor += 1)}`;
  const div = elemen("div", { role: "group", "aria-labelledby": id });
  div.append(elemen("div", { id, class: "saran-judul", role: "presentation" }, judul), ...isi.map(pilihan));
  return div;
}

function pasang(form) {
  const isian = form.elements.q;
  const daftar = elemen("div", { id: "saran", role: "listbox", class: "saran", "aria-label": "Saran" });
  const kabar = elemen("div", { class: "sr", role: "status" });
  const simpanan = new Map();
  let pilih = null;
  let tunda = 0;
  let batal = null;
  daftar.hidden = true;
  form.append(daftar, kabar);
  for (const [k, v] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", "saran"], ["aria-expanded", "false"]]) {
    isian.setAttribute(k, v);
  }

  const tandai = (a) => {
    pilih?.setAttribute("aria-selected", "false");
    pilih = a;
    a?.setAttribute("aria-selected", "true");
    a?.scrollIntoView({ block: "nearest" });
    if (a) isian.setAttribute("aria-activedescendant", a.id);
    else isian.removeAttribute("aria-activedescendant");
  };

  const tutup = () => {
    clearTimeout(tunda);
    batal?.abort();
    tandai(null);
    daftar.hidden = true;
    isian.setAttribute("aria-expanded", "false");
  };

  const tampilkan = (teks, { bagian, semua }) => {
    tandai(null);
    const isi = bagian.map(kelompok);
    if (semua) isi.push(pilihan({ judul: `Semua hasil untuk “${teks}”`, alamat: semua }));
    daftar.replaceChildren(...isi);
    daftar.hidden = isi.length === 0;
    isian.setAttribute("aria-expanded", String(isi.length > 0));
    const banyak = bagian.reduce((n, b) => n + b.isi.length, 0);
    kabar.textContent = banyak ? `${banyak} saran. Pilih dengan panah.` : "Tidak ada saran.";
  };

  const tanyakan = async () => {
    const teks = isian.value.trim();
    if (ORANG.test(teks)) return tutup();
    if (simpanan.has(teks)) return tampilkan(teks, simpanan.get(teks));
    batal?.abort();
    batal = new AbortController();
    try {
      const jawaban = await fetch(`${form.dataset.cari}?${new URLSearchParams({ q: teks })}`, { signal: batal.signal });
      if (!jawaban.ok || jawaban.redirected) return undefined;
      simpanan.set(teks, await jawaban.json());
      if (teks === isian.value.trim() && document.activeElement === isian) tampilkan(teks, simpanan.get(teks));
    } catch (galat) {
      if (galat.name !== "AbortError") tutup(); // no signal: the form still works
    }
    return undefined;
  };

  const langkah = (arah) => {
    const semua = [...daftar.querySelectorAll("[role=option]")];
    if (!semua.length) return;
    const kini = semua.indexOf(pilih);
    tandai(semua[kini < 0 ? (arah > 0 ? 0 : semua.length - 1) : (kini + arah + semua.length) % semua.length]);
  };

  isian.addEventListener("input", () => {
    clearTimeout(tunda);
    tandai(null);
    tunda = setTimeout(tanyakan, JEDA);
  });
  isian.addEventListener("keydown", (kejadian) => {
    const buka = !daftar.hidden;
    if (kejadian.key === "ArrowDown" || kejadian.key === "ArrowUp") {
      kejadian.preventDefault();
      if (buka) langkah(kejadian.key === "ArrowDown" ? 1 : -1);
      else tanyakan();
    } else if (kejadian.key === "Escape" && buka) {
      kejadian.preventDefault();
      tutup();
    } else if (kejadian.key === "Enter" && pilih) {
      kejadian.preventDefault();
      location.assign(pilih.href);
    }
  });
  daftar.addEventListener("pointerdown", (kejadian) => kejadian.preventDefault()); // keep the focus in the field
  form.addEventListener("focusout", (kejadian) => {
    if (!form.contains(kejadian.relatedTarget)) tutup();
  });
  document.addEventListener("keydown", (kejadian) => {
    const mengetik = kejadian.target.closest?.("input, textarea, select, [contenteditable]");
    const garis = kejadian.key === "/" && !mengetik && !kejadian.ctrlKey && !kejadian.metaKey && !kejadian.altKey;
    const k = kejadian.key.toLowerCase() === "k" && (kejadian.ctrlKey || kejadian.metaKey) && !kejadian.shiftKey;
    if (!garis && !k) return;
    kejadian.preventDefault();
    isian.focus();
    isian.select();
    tanyakan();
  });
}

for (const form of document.querySelectorAll("form[data-cari]")) pasang(form);
