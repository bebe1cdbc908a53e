// The page of long work follows it: asks every second at first, then less and less often, and shows the end when it comes.
// Without this script the link "Muat ulang" does the same by hand.
const TERCEPAT = 1000;
const TERLAMA = 10000;

for (const kartu of document.querySelectorAll("[data-pekerjaan]")) {
  const cari = (nama) => kartu.querySelector(`[data-${nama}]`);
  const [lencana, balok, kabar, muatUlang] = ["keadaan", "persen", "kabar", "muat-ulang"].map(cari);
  let jeda = TERCEPAT;
  muatUlang.hidden = true;

  function tulis(p) {
    if (p.persen === null) balok.removeAttribute("value");
    else balok.value = p.persen;
    if (lencana.textContent !== p.keadaan) {
      lencana.textContent = p.keadaan;
      lencana.className = `lencana lencana--${p.lencana}`;
    }
    if (p.kabar && kabar.textContent !== p.kabar) kabar.textContent = p.kabar;
  }

  async function tanya() {
    try {
      const jawaban = await fetch(kartu.dataset.pekerjaan, { headers: { Accept: "application/json" } });
      if (jawaban.redirected || !jawaban.ok) throw new Error("tidak terbaca");
      const p = await jawaban.json();
      if (!p.terbuka) return location.reload();
      tulis(p);
    } catch {
      muatUlang.hidden = false;
    }
    jeda = Math.min(jeda * 1.2, TERLAMA);
    setTimeout(tanya, document.hidden ? TERLAMA : jeda);
  }

  setTimeout(tanya, jeda);
}
