// Shows the reason of a late fact while the date typed lies in a locked quarter. Without this script the server asks for it.
const BULAN = ["jan", "feb", "mar", "apr", "mei", "jun", "jul", "agu", "sep", "okt", "nov", "des"];

// "2026-06-25" of "25/06/2026", "25 Juni 2026" or the like; null for what the server has to read.
function baca(teks) {
  const t = teks.trim().toLowerCase();
  const terbalik = t.match(/^(\d{4})-(\d{2})-(\d{2})$/);
  if (terbalik) return t;
  const cocok = t.match(/^(\d{1,2})[\s/.-]+(\d{1,2}|[a-z]{3,})[\s/.-]+(\d{4})$/);
  if (!cocok) return null;
  const bulan = Number(cocok[2]) || BULAN.indexOf(cocok[2].slice(0, 3)) + 1;
  if (bulan < 1 || bulan > 12) return null;
  return `${cocok[3]}-${String(bulan).padStart(2, "0")}-${cocok[1].padStart(2, "0")}`;
}

for (const wadah of document.querySelectorAll("[data-susulan]")) {
  const rentang = JSON.parse(wadah.dataset.susulan);
  const tanggal = document.getElementById(wadah.dataset.tanggal);
  const isian = wadah.querySelector("input, textarea");
  const tampilkan = () => {
    const hari = baca(tanggal.value);
    const terkunci = hari !== null && rentang.some(([awal, akhir]) => awal <= hari && hari <= akhir);
    if (hari !== null) wadah.hidden = !terkunci && !isian.value;
  };
  tanggal.addEventListener("input", tampilkan);
  tanggal.addEventListener("change", tampilkan);
  tampilkan();
}
