// A button that opens the browser's print dialogue; without this script the browser's own menu does.
for (const tombol of document.querySelectorAll("[data-cetak]")) {
  tombol.hidden = false;
  tombol.addEventListener("click", () => window.print());
}
