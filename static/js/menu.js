// The phone menu closes with Escape or a click elsewhere; the error summary of a form takes the focus.
const menu = document.querySelector("details[data-menu]");
if (menu) {
  document.addEventListener("keydown", (kejadian) => {
    if (kejadian.key === "Escape" && menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", (kejadian) => {
    if (menu.open && !menu.contains(kejadian.target)) menu.open = false;
  });
}

document.querySelector("[data-fokus]")?.focus();
